-- Reserves one start within the limits of one of several groups, for all processes at once.
-- p_candidates: [{ "group": text, "requests": number|null, "tokens": number|null, "gates": [text] }], limits per window.
-- A bucket is a stretch of p_bucket_ms; no p_span buckets in a row hold more than the limits.
-- Answers { granted: true, candidate, waitMs, bucket, tokens } with the earliest start, the roomiest group first,
-- or { granted: false, waits: [{ waitMs, blockedBy }] } when it is more than p_max_wait_ms away; then nothing is written.
CREATE FUNCTION reserve_limit(
  p_candidates jsonb, p_requests integer, p_tokens bigint, p_max_wait_ms bigint, p_bucket_ms bigint, p_span bigint,
  p_at_ms bigint DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_now bigint;
  v_ready bigint;
  v_from bigint;
  v_requests integer;
  v_tokens bigint;
  v_wait bigint;
  v_room double precision;
  v_waits jsonb := '[]';
  c record;
  v_gate record;
  v_found record;
  v_best record;
BEGIN
  -- Every window is locked in the order of the names, so that two calls cannot wait for each other.
  INSERT INTO limit_windows (name, clock)
    SELECT DISTINCT value->>'group', 0 FROM jsonb_array_elements(p_candidates) ORDER BY 1
    ON CONFLICT DO NOTHING;
  PERFORM 1 FROM limit_windows
    WHERE name IN (SELECT value->>'group' FROM jsonb_array_elements(p_candidates))
    ORDER BY name FOR UPDATE;
  v_now := coalesce(p_at_ms, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);

  SELECT NULL::bigint AS wait, 0::float8 AS room, 0::bigint AS used INTO v_best;
  FOR c IN
    SELECT (ordinality - 1)::integer AS index, value->>'group' AS name, value->'gates' AS gates,
      (value->>'requests')::integer AS max_requests, (value->>'tokens')::bigint AS max_tokens
    FROM jsonb_array_elements(p_candidates) WITH ORDINALITY
  LOOP
    SELECT max(blocked_until) AS until, (array_agg(reason ORDER BY blocked_until DESC))[1] AS reason INTO v_gate
      FROM limit_gates WHERE name IN (SELECT jsonb_array_elements_text(c.gates)) AND blocked_until > v_now;
    SELECT greatest(v_now, clock, v_gate.until) INTO v_ready FROM limit_windows WHERE name = c.name;
    -- Nobody overtakes: whoever needs much would wait for ever behind those who need little.
    SELECT greatest(v_ready / p_bucket_ms, max(bucket)) INTO v_from FROM limit_buckets WHERE name = c.name AND requests > 0;
    v_requests := least(p_requests, c.max_requests);
    v_tokens := least(p_tokens, c.max_tokens);

    -- The earliest start is now, or when one of the buckets in the window leaves it.
    WITH live AS (
      SELECT bucket, requests, tokens FROM limit_buckets WHERE name = c.name AND bucket > v_from - p_span
    ), possible AS (
      SELECT v_from AS bucket, coalesce(sum(requests), 0) AS requests, coalesce(sum(tokens), 0) AS tokens FROM live
      UNION ALL
      SELECT bucket + p_span,
        sum(requests) OVER () - sum(requests) OVER (ORDER BY bucket),
        sum(tokens) OVER () - sum(tokens) OVER (ORDER BY bucket)
      FROM live
    )
    SELECT bucket, requests, tokens INTO v_found FROM possible
      WHERE (c.max_requests IS NULL OR requests + v_requests <= c.max_requests)
        AND (c.max_tokens IS NULL OR tokens + v_tokens <= c.max_tokens)
      ORDER BY bucket LIMIT 1;
    v_wait := greatest(v_ready, v_found.bucket * p_bucket_ms) - v_now;
    v_room := coalesce(least(
      1 - (v_found.requests + v_requests)::float8 / c.max_requests, 1 - (v_found.tokens + v_tokens)::float8 / c.max_tokens), 1);
    v_waits := v_waits || jsonb_build_object('waitMs', v_wait, 'blockedBy', v_gate.reason);
    IF v_best.wait IS NULL OR (v_wait, -v_room, v_found.requests) < (v_best.wait, -v_best.room, v_best.used) THEN
      SELECT c.index AS index, c.name AS name, v_wait AS wait, v_room AS room, v_found.requests AS used,
        v_found.bucket AS bucket, v_requests AS requests, v_tokens AS tokens INTO v_best;
    END IF;
  END LOOP;

  IF v_best.wait > p_max_wait_ms THEN
    RETURN jsonb_build_object('granted', false, 'waits', v_waits);
  END IF;
  UPDATE limit_windows SET clock = greatest(clock, v_now) WHERE name = v_best.name RETURNING clock INTO v_ready;
  DELETE FROM limit_buckets WHERE name = v_best.name AND bucket <= v_ready / p_bucket_ms - p_span;
  INSERT INTO limit_buckets AS b (name, bucket, requests, tokens)
    VALUES (v_best.name, v_best.bucket, v_best.requests, v_best.tokens)
    ON CONFLICT (name, bucket) DO UPDATE SET requests = b.requests + excluded.requests, tokens = b.tokens + excluded.tokens;
  RETURN jsonb_build_object('granted', true, 'candidate', v_best.index, 'waitMs', v_best.wait,
    'bucket', v_best.bucket, 'tokens', v_best.tokens);
END;
$$;
