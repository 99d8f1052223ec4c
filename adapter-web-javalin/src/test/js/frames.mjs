/** Frames as the server sends them, for tests. */

export const SESSION = '019a0000-0000-7000-8000-000000000001';

export const AT = '2026-01-31T12:00:00Z';

export function session(fields = {}) {
    return {
        session_id: SESSION,
        owner_id: 'alice',
        title: '',
        metadata: {},
        profile: 'default',
        status: 'active',
        access: 'owner',
        participants: [],
        agent: { activity: 'idle', context_messages: 0, context_tokens: 0, waiting_for: null },
        position: '0',
        message_count: 0,
        created_at: AT,
        updated_at: AT,
        last_active_at: AT,
        ended_at: null,
        deleted_at: null,
        turns: [],
        pending_feedback: [],
        ...fields,
    };
}

export function message(id, seq, fields = {}) {
    return {
        message_id: id,
        session_id: SESSION,
        turn_id: 'turn-1',
        seq,
        role: 'user',
        status: 'completed',
        author_id: 'alice',
        text: `text of ${id}`,
        tool_calls: [],
        created_at: AT,
        ended_at: AT,
        ...fields,
    };
}

export function question(id, fields = {}) {
    return {
        request_id: id,
        session_id: SESSION,
        asker: null,
        question: `What about ${id}?`,
        kind: { type: 'clarification', call: null, editable: null, options: null, multiple: null },
        responders: [],
        status: 'pending',
        response: null,
        default_answer: null,
        created_at: AT,
        expires_at: '2026-02-02T12:00:00Z',
        remind_at: '2026-02-01T12:00:00Z',
        ...fields,
    };
}

export function response(fields = {}) {
    return { response_id: 'r-1', author_id: 'bob', channel: 'web', answer: { text: 'Yes.' }, at: AT, late: false, ...fields };
}

export function event(seq, type, payload = {}) {
    return {
        type: 'event',
        session_id: SESSION,
        position: `${seq}`,
        event: { event_id: `event-${seq}`, seq, type, timestamp: AT, payload },
    };
}

export function created(seq, id, fields) {
    return event(seq, 'message.created', { message: message(id, seq, fields) });
}

export function started(seq, id, fields = {}) {
    return event(seq, 'message.started', { message_id: id, turn_id: 'turn-1', attempt: 1, ...fields });
}

export function completed(seq, id, text, fields = {}) {
    return event(seq, 'message.completed', {
        message: message(id, seq - 1, { role: 'assistant', author_id: null, text, ...fields }),
    });
}

export function delta(seq, id, offset, text) {
    return {
        type: 'delta',
        session_id: SESSION,
        position: `${seq}.${offset + text.length}`,
        message_id: id,
        offset,
        text,
    };
}

export function reset(position, snapshot) {
    return {
        type: 'reset',
        session_id: SESSION,
        position,
        snapshot: { session: session(), messages: [], total: 0, ...snapshot },
    };
}
