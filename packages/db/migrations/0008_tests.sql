CREATE TABLE "asked_questions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"course_id" uuid,
	"question_id" uuid,
	"version" integer,
	"document_id" uuid,
	"owner_id" uuid,
	"fingerprint" text,
	"content" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "asked_questions_version" UNIQUE("question_id","version"),
	CONSTRAINT "asked_questions_fingerprint" UNIQUE("owner_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"attempt_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"asked_id" uuid NOT NULL,
	"question_id" uuid NOT NULL,
	"points" smallint NOT NULL,
	"option_order" jsonb NOT NULL,
	"answer" jsonb,
	"reasoning" text,
	"answer_version" integer DEFAULT 0 NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"grade_id" uuid,
	"reasoning_grade_id" uuid,
	CONSTRAINT "answers_attempt_id_ordinal_pk" PRIMARY KEY("attempt_id","ordinal"),
	CONSTRAINT "answers_question" UNIQUE("attempt_id","question_id")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"course_id" uuid NOT NULL,
	"test_id" uuid,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"track" text NOT NULL,
	"number" integer NOT NULL,
	"seed" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deadline_at" timestamp (3) with time zone,
	"submitted_at" timestamp (3) with time zone,
	"ended_by" text,
	"graded_at" timestamp (3) with time zone,
	"job_id" uuid,
	CONSTRAINT "attempts_number" UNIQUE("test_id","user_id","kind","number")
);
--> statement-breakpoint
CREATE TABLE "evaluation_items" (
	"evaluation_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"asked_id" uuid NOT NULL,
	"answer" text NOT NULL,
	"grade_id" uuid,
	CONSTRAINT "evaluation_items_evaluation_id_ordinal_pk" PRIMARY KEY("evaluation_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "evaluations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grade_claims" (
	"asked_id" uuid NOT NULL,
	"basis_id" uuid NOT NULL,
	"part" text NOT NULL,
	"answer_hash" text NOT NULL,
	"model" text NOT NULL,
	"task_id" uuid NOT NULL,
	"fence" integer NOT NULL,
	CONSTRAINT "grade_claims_asked_id_basis_id_part_answer_hash_model_pk" PRIMARY KEY("asked_id","basis_id","part","answer_hash","model")
);
--> statement-breakpoint
CREATE TABLE "grades" (
	"id" uuid PRIMARY KEY NOT NULL,
	"course_id" uuid,
	"owner_id" uuid,
	"asked_id" uuid NOT NULL,
	"basis_id" uuid NOT NULL,
	"part" text NOT NULL,
	"answer_hash" text NOT NULL,
	"source" text NOT NULL,
	"model" text DEFAULT '' NOT NULL,
	"built_in" boolean DEFAULT false NOT NULL,
	"earned" double precision NOT NULL,
	"possible" double precision NOT NULL,
	"criteria" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"feedback" text DEFAULT '' NOT NULL,
	"confidence" real NOT NULL,
	"flags" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"reason" text,
	"decided_by" uuid,
	"supersedes_id" uuid,
	"shared" boolean DEFAULT true NOT NULL,
	"job_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "regrade_items" (
	"regrade_id" uuid NOT NULL,
	"attempt_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"part" text NOT NULL,
	"basis_id" uuid NOT NULL,
	"from_grade_id" uuid,
	"to_grade_id" uuid,
	CONSTRAINT "regrade_items_regrade_id_attempt_id_ordinal_part_pk" PRIMARY KEY("regrade_id","attempt_id","ordinal","part")
);
--> statement-breakpoint
CREATE TABLE "regrades" (
	"id" uuid PRIMARY KEY NOT NULL,
	"test_id" uuid NOT NULL,
	"requested_by" uuid,
	"job_id" uuid NOT NULL,
	"applied_at" timestamp (3) with time zone,
	"applied_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"course_id" uuid NOT NULL,
	"created_by" uuid,
	"title" text NOT NULL,
	"instructions" text DEFAULT '' NOT NULL,
	"track" text NOT NULL,
	"selection" jsonb NOT NULL,
	"points" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"time_limit_seconds" integer,
	"attempts_allowed" integer,
	"opens_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"shuffle_questions" boolean NOT NULL,
	"shuffle_options" boolean NOT NULL,
	"closed_book" boolean NOT NULL,
	"show_results" text NOT NULL,
	"pass_percent" smallint,
	"review" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "reasoning_rubric" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "asked_questions" ADD CONSTRAINT "asked_questions_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asked_questions" ADD CONSTRAINT "asked_questions_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_asked_id_asked_questions_id_fk" FOREIGN KEY ("asked_id") REFERENCES "public"."asked_questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_grade_id_grades_id_fk" FOREIGN KEY ("grade_id") REFERENCES "public"."grades"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_reasoning_grade_id_grades_id_fk" FOREIGN KEY ("reasoning_grade_id") REFERENCES "public"."grades"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_test_id_tests_id_fk" FOREIGN KEY ("test_id") REFERENCES "public"."tests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_items" ADD CONSTRAINT "evaluation_items_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_items" ADD CONSTRAINT "evaluation_items_asked_id_asked_questions_id_fk" FOREIGN KEY ("asked_id") REFERENCES "public"."asked_questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_items" ADD CONSTRAINT "evaluation_items_grade_id_grades_id_fk" FOREIGN KEY ("grade_id") REFERENCES "public"."grades"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade_claims" ADD CONSTRAINT "grade_claims_asked_id_asked_questions_id_fk" FOREIGN KEY ("asked_id") REFERENCES "public"."asked_questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade_claims" ADD CONSTRAINT "grade_claims_basis_id_asked_questions_id_fk" FOREIGN KEY ("basis_id") REFERENCES "public"."asked_questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_asked_id_asked_questions_id_fk" FOREIGN KEY ("asked_id") REFERENCES "public"."asked_questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_basis_id_asked_questions_id_fk" FOREIGN KEY ("basis_id") REFERENCES "public"."asked_questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_supersedes_id_grades_id_fk" FOREIGN KEY ("supersedes_id") REFERENCES "public"."grades"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_items" ADD CONSTRAINT "regrade_items_regrade_id_regrades_id_fk" FOREIGN KEY ("regrade_id") REFERENCES "public"."regrades"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_items" ADD CONSTRAINT "regrade_items_basis_id_asked_questions_id_fk" FOREIGN KEY ("basis_id") REFERENCES "public"."asked_questions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_items" ADD CONSTRAINT "regrade_items_from_grade_id_grades_id_fk" FOREIGN KEY ("from_grade_id") REFERENCES "public"."grades"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_items" ADD CONSTRAINT "regrade_items_to_grade_id_grades_id_fk" FOREIGN KEY ("to_grade_id") REFERENCES "public"."grades"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_items" ADD CONSTRAINT "regrade_items_attempt_id_ordinal_answers_attempt_id_ordinal_fk" FOREIGN KEY ("attempt_id","ordinal") REFERENCES "public"."answers"("attempt_id","ordinal") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_test_id_tests_id_fk" FOREIGN KEY ("test_id") REFERENCES "public"."tests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_applied_by_users_id_fk" FOREIGN KEY ("applied_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tests" ADD CONSTRAINT "tests_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tests" ADD CONSTRAINT "tests_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "asked_questions_course" ON "asked_questions" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "asked_questions_document" ON "asked_questions" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "answers_asked" ON "answers" USING btree ("asked_id");--> statement-breakpoint
CREATE INDEX "answers_grade" ON "answers" USING btree ("grade_id");--> statement-breakpoint
CREATE INDEX "answers_reasoning_grade" ON "answers" USING btree ("reasoning_grade_id");--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_open" ON "attempts" USING btree ("test_id","user_id","kind") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "attempts_user" ON "attempts" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "attempts_course" ON "attempts" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "attempts_deadline" ON "attempts" USING btree ("deadline_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "evaluation_items_asked" ON "evaluation_items" USING btree ("asked_id");--> statement-breakpoint
CREATE INDEX "evaluation_items_grade" ON "evaluation_items" USING btree ("grade_id");--> statement-breakpoint
CREATE INDEX "evaluations_owner" ON "evaluations" USING btree ("owner_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "grades_once" ON "grades" USING btree ("asked_id","basis_id","part","answer_hash","model") WHERE source <> 'teacher';--> statement-breakpoint
CREATE INDEX "grades_answer" ON "grades" USING btree ("asked_id","basis_id","part","answer_hash");--> statement-breakpoint
CREATE INDEX "grades_course" ON "grades" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "grades_owner" ON "grades" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "grades_job" ON "grades" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "grades_supersedes" ON "grades" USING btree ("supersedes_id");--> statement-breakpoint
CREATE INDEX "grades_basis" ON "grades" USING btree ("basis_id");--> statement-breakpoint
CREATE INDEX "grades_decided" ON "grades" USING btree ("decided_by");--> statement-breakpoint
CREATE INDEX "regrade_items_attempt" ON "regrade_items" USING btree ("attempt_id","ordinal");--> statement-breakpoint
CREATE INDEX "regrade_items_basis" ON "regrade_items" USING btree ("basis_id");--> statement-breakpoint
CREATE INDEX "regrade_items_from" ON "regrade_items" USING btree ("from_grade_id");--> statement-breakpoint
CREATE INDEX "regrade_items_to" ON "regrade_items" USING btree ("to_grade_id");--> statement-breakpoint
CREATE INDEX "regrades_test" ON "regrades" USING btree ("test_id");--> statement-breakpoint
CREATE INDEX "tests_course" ON "tests" USING btree ("course_id","id");--> statement-breakpoint
-- Rows that change at each step of a sitting: room for the next version on the same page.
ALTER TABLE "answers" SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE "attempts" SET (fillfactor = 80);
