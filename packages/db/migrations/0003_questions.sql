CREATE TABLE "budget_months" (
	"payer_id" uuid NOT NULL,
	"month" text NOT NULL,
	"spent_microdollars" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "budget_months_payer_id_month_pk" PRIMARY KEY("payer_id","month")
);
--> statement-breakpoint
CREATE TABLE "budget_reservations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payer_id" uuid NOT NULL,
	"month" text NOT NULL,
	"microdollars" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_passages" (
	"job_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"chunk_id" uuid NOT NULL,
	CONSTRAINT "job_passages_job_id_ordinal_pk" PRIMARY KEY("job_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "question_versions" (
	"question_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"change" text NOT NULL,
	"note" text,
	"state" text NOT NULL,
	"content" jsonb NOT NULL,
	"changed_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "question_versions_question_id_version_pk" PRIMARY KEY("question_id","version")
);
--> statement-breakpoint
CREATE TABLE "sections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"document_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"title" text NOT NULL,
	"depth" integer NOT NULL,
	"page_from" integer NOT NULL,
	"page_to" integer NOT NULL,
	"chunk_from" integer NOT NULL,
	"chunk_to" integer NOT NULL,
	"summary" text,
	"terms" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "sections_place" UNIQUE("document_id","revision","ordinal")
);
--> statement-breakpoint
ALTER TABLE "llm_calls" ADD COLUMN "cached_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_calls" ADD COLUMN "salvaged_items" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_calls" ADD COLUMN "lost_items" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "accepted" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "rubric" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "starter" text;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "discard_note" text;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "verification" text DEFAULT 'code_checked' NOT NULL;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "verified_by" text;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "review_note" text;--> statement-breakpoint
ALTER TABLE "budget_months" ADD CONSTRAINT "budget_months_payer_id_users_id_fk" FOREIGN KEY ("payer_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_reservations" ADD CONSTRAINT "budget_reservations_payer_id_users_id_fk" FOREIGN KEY ("payer_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_passages" ADD CONSTRAINT "job_passages_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_passages" ADD CONSTRAINT "job_passages_chunk_id_chunks_id_fk" FOREIGN KEY ("chunk_id") REFERENCES "public"."chunks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_versions" ADD CONSTRAINT "question_versions_question_id_questions_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_versions" ADD CONSTRAINT "question_versions_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sections" ADD CONSTRAINT "sections_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "budget_reservations_payer" ON "budget_reservations" USING btree ("payer_id","month");--> statement-breakpoint
CREATE INDEX "job_passages_chunk" ON "job_passages" USING btree ("chunk_id");--> statement-breakpoint
CREATE INDEX "sections_document" ON "sections" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "jobs_fingerprint" ON "jobs" USING btree ("course_id",("params" ->> 'fingerprint'));--> statement-breakpoint
CREATE INDEX "llm_calls_payer" ON "llm_calls" USING btree ("billed_to","created_at");--> statement-breakpoint
-- Banks that exist already: how their questions are now is the first version that is kept.
INSERT INTO "question_versions" ("question_id", "version", "change", "state", "content", "created_at")
SELECT "id", "version", 'accepted', "state",
	jsonb_build_object(
		'type', "type",
		'stem', "stem",
		'options', "options",
		'answer', "answer",
		'accepted', "accepted",
		'rubric', "rubric",
		'starter', "starter",
		'explanation', "explanation",
		'difficulty', "difficulty",
		'bloom', "bloom",
		'topic', "topic",
		'language', "language",
		'revision', "revision",
		'page', "page",
		'quote', "quote",
		'verification', "verification",
		'verifiedBy', "verified_by",
		'reviewNote', "review_note"
	),
	coalesce("accepted_at", "created_at")
FROM "questions" WHERE "state" IN ('draft', 'approved', 'rejected');
