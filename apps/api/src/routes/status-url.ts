/** Where a job is polled, relative to the server: what stands before it depends on who asks. */
export function statusUrl(jobId: string): string {
  return `/api/jobs/${jobId}`;
}

export function acceptedJob({ jobId }: { jobId: string }): { id: string; status_url: string } {
  return { id: jobId, status_url: statusUrl(jobId) };
}
