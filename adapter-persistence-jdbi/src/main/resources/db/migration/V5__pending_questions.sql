-- Those who run the server see how long questions wait; however many wait, the oldest are found at once.
create index feedback_pending_by_age on feedback_requests (created_at) where status = 'pending';
