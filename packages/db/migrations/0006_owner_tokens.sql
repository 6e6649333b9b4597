INSERT INTO "owner_tokens" ("token_hash", "user_id", "created_at")
SELECT "token_hash", "id", "created_at" FROM "users" WHERE "token_hash" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_token_hash_unique";--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "token_hash";--> statement-breakpoint
-- Append-only. The two exceptions are made by name, within the transaction that makes them:
-- set_config('lectern.audit_maintenance', 'erase' | 'sweep', true).
CREATE FUNCTION "audit_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND current_setting('lectern.audit_maintenance', true) = 'erase'
		AND NEW.address IS NULL
		AND (NEW.id, NEW.at, NEW.action, NEW.detail) = (OLD.id, OLD.at, OLD.action, OLD.detail)
		AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id
		AND NEW.subject_type IS NOT DISTINCT FROM OLD.subject_type
		AND NEW.subject_id IS NOT DISTINCT FROM OLD.subject_id
		AND NEW.request_id IS NOT DISTINCT FROM OLD.request_id THEN
		RETURN NEW;
	END IF;
	IF TG_OP = 'DELETE' AND current_setting('lectern.audit_maintenance', true) = 'sweep'
		AND OLD.at < now() - interval '30 days' THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'the audit log is append-only';
END
$$;--> statement-breakpoint
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
	FOR EACH ROW EXECUTE FUNCTION "audit_append_only"();--> statement-breakpoint
CREATE TRIGGER "audit_entries_keep" BEFORE TRUNCATE ON "audit_entries"
	FOR EACH STATEMENT EXECUTE FUNCTION "audit_append_only"();
