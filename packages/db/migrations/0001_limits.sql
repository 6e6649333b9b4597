CREATE TABLE "limit_buckets" (
	"name" text NOT NULL,
	"bucket" bigint NOT NULL,
	"requests" integer NOT NULL,
	"tokens" bigint NOT NULL,
	CONSTRAINT "limit_buckets_name_bucket_pk" PRIMARY KEY("name","bucket")
);
--> statement-breakpoint
CREATE TABLE "limit_gates" (
	"name" text PRIMARY KEY NOT NULL,
	"blocked_until" bigint NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "limit_windows" (
	"name" text PRIMARY KEY NOT NULL,
	"clock" bigint NOT NULL
);
