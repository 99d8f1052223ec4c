/**
 * Every text of the page, ready for translation: in place of {@link text} another object of the same shape can be used. Texts
 * with a value in them are functions; numbers and moments are written as the browser's language has it.
 *
 * @module text
 */

const number = (value) => value.toLocaleString();
const names = (people) => people.join(', ');
const time = (moment) => moment.toLocaleTimeString(undefined, { timeStyle: 'short' });
const few = (value, digits) => value.toLocaleString(undefined, { maximumFractionDigits: digits });

/** How long something takes, in the one or two units that matter. */
function duration(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return minutes < 10 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** How long something lasts that is as long as somebody decided, in whole units. */
function span(seconds) {
  const units = [
    [86_400, 'day', 'days'],
    [3600, 'h', 'h'],
    [60, 'min', 'min'],
    [1, 's', 's'],
  ];
  let left = seconds;
  const parts = [];
  for (const [size, one, many] of units) {
    const count = Math.floor(left / size);
    // A day is 24 h, as long as there are not two of them.
    if (count > 0 && !(size === 86_400 && seconds < 2 * size)) {
      parts.push(`${number(count)} ${count === 1 ? one : many}`);
      left -= count * size;
    }
  }
  return parts.join(' ') || '0 s';
}

const ENGLISH = {
  product: 'Parley',
  windowTitle: (title, waiting) => `${waiting > 0 ? `(${waiting}) ` : ''}${title ? `${title} – ` : ''}Parley`,
  loading: 'Loading',
  number,
  skip: 'Skip to the conversation',
  cancel: 'Cancel',
  close: 'Close',
  dismiss: 'Dismiss',
  login: {
    token: 'Access token',
    hint: 'Paste the token you were given, or open the login link that the server printed when it started.',
    signIn: 'Sign in',
    signOut: 'Sign out',
    missing: 'Paste your token first.',
    wrong: 'This token is not valid, or it has expired. Ask for a new one.',
    reason: {
      expired: 'Your login has expired. Sign in again; nothing you typed is lost.',
      disabled: 'An administrator has disabled your access. Ask them to enable it; nothing you typed is lost.',
    },
    role: { analyst: 'Analyst', admin: 'Administrator' },
  },
  theme: { system: 'As the system', light: 'Light', dark: 'Dark' },
  period: { today: 'Today', yesterday: 'Yesterday', week: 'The last seven days' },
  sidebar: {
    name: 'Chats',
    close: 'Close the list of chats',
    settings: 'Settings',
    waiting: 'waiting',
  },
  sessions: {
    search: 'Search chats',
    filter: 'Which chats',
    filters: { all: 'All', active: 'Active', paused: 'Paused', completed: 'Ended', deleted: 'Deleted' },
    none: {
      all: 'Your chats will be listed here.',
      active: 'No chat is active.',
      paused: 'No chat is paused.',
      completed: 'No chat has ended.',
      deleted: 'Chats that you delete can be brought back from here for a while.',
    },
    noneFound: 'No chat has this text.',
    more: 'Show more',
    status: { paused: 'Paused', completed: 'Ended', expired: 'Expired' },
    branch: 'Branch',
    from: (owner) => `from ${owner}`,
    menu: (title) => `More for ${title}`,
    title: 'Title',
    rename: 'Rename',
    renameTitle: 'Rename chat',
    delete: 'Delete',
    deleted: (title) => `“${title}” was deleted.`,
    deletedAt: 'Deleted',
    undo: 'Undo',
    restore: 'Restore',
    restoreOne: (title) => `Restore ${title}`,
    restored: (title) => `“${title}” is back. It has ended; you can read it or continue in a new chat.`,
  },
  chat: {
    title: 'Chat',
    untitled: 'New chat',
    welcome: 'What shall we talk about?',
    welcomeHint: 'Write a message below. Answers stream as they are written, and nothing is lost if you reload or lose the network.',
    profile: 'Who shall answer',
    defaultProfile: 'Assistant',
    menu: 'More for this chat',
    open: 'Open',
    pause: 'Pause',
    resume: 'Resume',
    end: 'End chat…',
    endTitle: 'End chat?',
    endText: 'An ended chat can be read, but not continued.',
    endConfirm: 'End chat',
    delete: 'Delete chat',
    fork: 'Continue in a copy',
    export: { markdown: 'Export as Markdown', json: 'Export as JSON', jsonl: 'Export as JSON lines' },
    hasEnded: 'This chat has ended.',
    goOn: 'Continue in a new chat',
    goOnAlone: 'Continue in a chat of your own',
    wasDeleted: 'This chat was deleted.',
    readOnly: 'You can read this chat, but not write in it.',
    notSharedAnyMore: 'This chat is no longer shared with you.',
    branchOf: 'Branch of',
    anotherChat: 'another chat',
    isHere: (user) => `${user} is here`,
    typing: (people) => `${names(people)} ${people.length === 1 ? 'is' : 'are'} typing…`,
    delayed: (left) => (left > 0 ? `The chat is opened by itself in ${duration(left)}.` : 'The chat is opened now.'),
    seeDeleted: 'See deleted chats',
    problem: {
      not_found: {
        title: 'This chat is not here',
        advice: 'It was deleted or removed, or it is not shared with you. If you deleted it lately, you can bring it back.',
      },
      not_shared: {
        title: 'This chat is no longer shared with you',
        advice: 'Its owner has ended the sharing. Ask them if you still need it.',
      },
      forbidden: {
        title: 'You may not see this chat',
        advice: 'Ask its owner to share it with you.',
      },
      user_disabled: {
        title: 'Your access is disabled',
        advice: 'An administrator has disabled it. Ask them to enable it.',
      },
      otherwise: {
        title: 'This chat cannot be opened now',
        advice: 'The server refused it. Try again in a moment.',
      },
    },
  },
  share: {
    button: 'Share',
    title: 'Share this chat',
    who: 'User',
    may: 'May',
    whoIsMissing: 'Name somebody first.',
    invite: 'Share',
    access: { owner: 'Owner', viewer: 'Read', editor: 'Read and write' },
    accessOf: (user) => `What ${user} may do`,
    remove: 'Remove',
    removeOne: (user) => `Remove ${user}`,
    leave: 'Leave this chat',
    you: '(you)',
    hint: 'Who may write can also answer the questions of the agent.',
    readHint: 'Only the owner can share this chat with others.',
  },
  context: {
    title: 'What the model sees',
    label: (tokens, most) => `The model sees ${number(tokens)} of at most ${number(most)} tokens`,
    messages: 'Messages',
    tokens: 'Tokens',
    dropped: 'Older messages left out',
    of: (value, most) => `${number(value)} of ${number(most)}`,
    someDropped: 'Older messages are still here for you to read, but the model does not see them.',
    allSeen: 'The model sees everything that was said.',
    clear: 'Let the model forget',
  },
  connection: {
    offline: 'You are offline. What you send goes out when the network is back.',
    reconnecting: 'Reconnecting…',
    nextTry: (left) => `Next try in ${duration(left)}.`,
    now: 'Try now',
    again: 'Connect again',
    caughtUp: ({ events, reset }) =>
      reset
        ? 'Connected again. The chat was loaded anew.'
        : `Connected again. Caught up ${number(events)} ${events === 1 ? 'event' : 'events'}.`,
    reasons: {
      model: 'The model is away. You can go on as soon as it is back.',
      storage: 'The server cannot reach its database. Nothing is lost; it goes on by itself.',
      draining: 'The server is restarting. It goes on by itself.',
      unreachable: 'The server cannot be reached. Reconnecting…',
    },
    ended: {
      too_many_connections: 'There are too many connections from this address. Close other tabs of this page, then connect again.',
      origin_not_allowed: 'This page may not connect to the server. Open it at the address of the server itself.',
      refused: 'The server closed the connection because of too many wrong requests. Reload the page.',
      protocol_error: 'The server and this page do not understand each other. Reload the page to get its newest version.',
      too_large: 'What was sent is too large. Make it shorter, then connect again.',
    },
  },
  conversation: {
    name: 'Conversation',
    loading: 'Loading messages…',
    latest: 'Latest',
    waits: 'The agent waits for an answer to its question.',
    thinking: 'Thinking',
    runs: (tool) => `Running ${tool}`,
    since: (milliseconds) => (milliseconds < 3000 ? '' : duration(milliseconds)),
    answering: 'The agent is answering.',
    question: (question) => `Question: ${question}`,
    answer: (answer) => `Assistant: ${answer}`,
  },
  composer: {
    label: 'Message',
    placeholder: 'Write a message',
    placeholderBusy: 'Write the next message',
    send: 'Send',
    queue: 'Send when the answer is complete',
    interrupt: 'Interrupt',
    interruptHint: 'Stop the answer and send this now',
    stop: 'Stop',
    stopping: 'Stopping…',
    waiting: (count) => `${number(count)} ${count === 1 ? 'message waits' : 'messages wait'}`,
    keys: 'Enter sends, Shift+Enter begins a new line, / is for commands',
    commands: 'Commands',
    length: (count, most) => `${number(count)} of ${number(most)} characters`,
    limited: 'Too many requests in a short time.',
    commandNeedsChat: 'This command is about a chat. Open one, or begin one with a message.',
  },
  code: {
    plain: 'Text',
    copy: 'Copy',
    copied: 'Copied',
    label: (language) => (language ? `Code in ${language}` : 'Code'),
  },
  message: {
    you: 'You',
    assistant: 'Assistant',
    command: 'Command',
    onlyYou: 'Only you see this',
    download: 'Download',
    sending: 'Sending…',
    goesOut: (left) => (left > 0 ? `It goes out by itself in ${duration(left)}.` : 'It goes out now.'),
    notSent: (reason) => `Not sent: ${reason}`,
    commandUnknown: 'Whether this command was carried out is not known.',
    again: 'Try again',
    edit: 'Edit',
    discard: 'Discard',
    copy: 'Copy',
    done: 'Done',
    notDone: 'Not done',
    askAgain: 'Edit and ask in a new branch',
    regenerate: 'Answer anew in a new branch',
    fork: 'Continue from here in a new branch',
    queued: (before) => (before === 0 ? 'Queued' : `Queued, ${number(before)} before it`),
    tokens: ({ completion_tokens: tokens }) => `${number(tokens)} tokens`,
    failed: 'The answer failed.',
    ending: { stopped: 'Stopped', interrupted: 'Interrupted; the answer began anew' },
    cancelled: {
      stopped: 'Withdrawn',
      interrupted: 'Set aside for a newer message',
      session_ended: 'Not answered: the chat ended',
      otherwise: 'Cancelled',
    },
  },
  tool: {
    name: 'Tool',
    arguments: 'Arguments',
    result: 'Result',
    took: (milliseconds) => (milliseconds < 1000 ? `${number(milliseconds)} ms` : `${few(milliseconds / 1000, 1)} s`),
    state: {
      running: 'Running…',
      finished: 'Done',
      failed: 'Failed',
      refused: 'Not made',
      dropped: 'Not finished',
    },
  },
  question: {
    name: 'Question',
    approval: 'Approval',
    approvalNeeded: 'Approval needed',
    timeLeft: (left) => (left > 0 ? `${duration(left)} left` : 'The time is over'),
    mayCall: 'May the agent call',
    withArguments: 'with these arguments?',
    waitingFor: (people) =>
      `Waiting for an answer of ${people.length > 0 ? names(people) : 'people who may write in this chat'}.`,
    answer: 'Answer',
    yourAnswer: 'Your answer',
    approve: 'Approve',
    edit: 'Edit arguments',
    argumentsField: 'Arguments, a JSON object',
    approveChanged: 'Approve with changes',
    refuse: 'Refuse',
    refuseStep: 'Refuse…',
    reason: 'Reason (may be left out)',
    back: 'Back',
    atLeast: (count) => `at least ${number(count)} characters`,
    atMost: (count) => `at most ${number(count)} characters`,
    mustMatch: (pattern) => `must match ${pattern}`,
    nothingSelected: 'Select at least one option.',
    nothingWritten: 'Write an answer first.',
    tooShort: (least, count) => `It must have at least ${number(least)} characters, and has ${number(count)}.`,
    tooLong: (most, count) => `It may have at most ${number(most)} characters, and has ${number(count)}.`,
    noJson: (defect) => `This is no JSON: ${defect}`,
    noObject: 'The arguments must be a JSON object, such as {"number": 1}.',
    approved: 'Approved',
    refused: 'Refused',
    changedArguments: 'With changed arguments',
    channel: { email: 'by email', slack: 'in Slack', web: 'on the web', webhook: 'by webhook' },
    asked: (person, channel) => `${person} was asked ${channel}`,
    notReached: (person, channel) => `${person} could not be reached ${channel}`,
    nobodyAnswered: 'Nobody answered by',
    withdrawn: 'Withdrawn; it needs no answer any more.',
    answeredFirst: (person) => `${person} answered first.`,
  },
  widget: {
    title: 'Chat',
    open: (title, unread) => (unread > 0 ? `${title}, ${number(unread)} unread` : title),
    close: 'Close the chat',
    chats: 'All chats',
    back: 'Back to the chat',
    arrived: (unread) => (unread > 0 ? `${number(unread)} ${unread === 1 ? 'thing waits' : 'things wait'} in the chat.` : ''),
    noToken: 'You cannot be signed in to the chat now.',
    signedOut: { title: 'You are not signed in', advice: 'Sign in on this site, then try again.' },
    unavailable: { title: 'The chat is not available now', advice: 'Nothing is lost. Try again in a moment.' },
  },
  inbox: {
    title: 'Inbox',
    count: (count) => `${number(count)} ${count === 1 ? 'question waits' : 'questions wait'} for you.`,
    empty: 'Nothing waits for you',
    emptyHint: 'When an agent needs an approval or an answer, it is asked here, whatever chat it comes from.',
    someChat: 'The chat',
  },
  noPage: {
    title: 'No such page',
    forbidden: 'This page is for people who run the server, and your role does not include that; ask an administrator if you need it.',
    unknown: 'There is no such page; the link may be wrong or old.',
  },
  dashboard: {
    title: 'Dashboard',
    pause: 'Pause',
    goOn: 'Go on',
    paused: 'Paused. The numbers stay as they are.',
    from: (moment) => `These numbers are from ${moment}.`,
    problem: {
      unreachable: 'The server cannot be reached; it is asked again every few seconds.',
      forbidden: 'Your role does not include this page any more; ask an administrator.',
      rate_limited: 'You have asked too often; it goes on by itself.',
    },
    noStorage: 'The server cannot reach its database, so it knows only of itself.',
    storageAway: (moment) => `The server cannot reach its database; the numbers of all nodes are from ${moment}.`,
    system: 'All nodes',
    systemHint: 'What is stored, whichever node works on it.',
    running: 'Turns running',
    queued: 'Turns queued',
    awaiting: 'Turns waiting for people',
    asked: 'Questions waiting',
    sessions: 'Sessions',
    status: { active: 'Active', initializing: 'Not begun', paused: 'Paused', completed: 'Ended', expired: 'Expired' },
    questions: 'Questions by how long they wait',
    age: (under, from) =>
      under === null
        ? `More than ${span(from)}`
        : from === undefined
          ? `Less than ${span(under)}`
          : `${span(from)} to ${span(under)}`,
    onChannel: (channel, waiting) => `${number(waiting)} ${{ web: 'on the web', email: 'by email', slack: 'in Slack' }[channel] ?? channel}`,
    oldest: 'the oldest since',
    incomplete: 'only the oldest are counted',
    tokens: 'Tokens by day (UTC) and model',
    used: (answers, read, written) =>
      `${number(answers)} ${answers === 1 ? 'answer' : 'answers'}, ${number(read)} tokens read, ${number(written)} written`,
    node: 'This node',
    nodeHint: 'The last hour of the node that answers you, minute by minute, and all since',
    websockets: 'WebSockets open',
    sse: 'Event streams open',
    openSessions: 'Sessions in use',
    runningHere: 'Turns running here',
    turns: 'Turns that ended',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
    first_text_times: 'Time to the first text',
    turn_times: 'Time of whole turns',
    percentile: { median_ms: 'Median', p95_ms: '95 %', p99_ms: '99 %', maximum_ms: 'Longest' },
    resumes: 'Readers that came back',
    errors: 'Errors',
    count: {
      turns_completed: 'Completed',
      turns_failed: 'Failed',
      turns_cancelled: 'Cancelled',
      websocket_resumes: 'Over WebSocket',
      sse_resumes: 'Over event streams',
      server_errors: 'Requests and frames that failed',
      model_calls_failed: 'Calls of models that failed',
      tool_calls_failed: 'Calls of tools that failed',
      sweeps_failed: 'Sweeps that broke off',
      rate_limited: 'Refused: too many requests',
      authentication_refused: 'Refused: no valid token',
    },
    lastHour: 'Last hour',
    total: 'In all',
    time: 'Time',
    numbers: 'Numbers',
    nothing: 'Nothing yet',
    at: (moment, told) => `${moment}: ${told || 'nothing'}`,
    chart: (name, most) => `${name}, at most ${most}`,
  },
  inspector: {
    title: 'Inspector',
    open: 'Inspect the log',
    toChat: 'Open the chat',
    another: 'Inspect another chat',
    which: 'Which chat shall be inspected?',
    own: 'You can inspect your own chats and those that are shared with you. No role opens the chats of others; their owners have to share them.',
    id: 'Id of the chat',
    openOne: 'Inspect',
    eventCount: (count) => `${number(count)} ${count === 1 ? 'event' : 'events'}`,
    problem: {
      not_found: 'This chat is not here, or it is not shared with you. Ask its owner to share it.',
      invalid_id: 'This is not the id of a chat. It looks like 0198f3a2-7c1e-7d53-9c3b-2f1de1a64c01.',
      invalid_request: 'This is not the id of a chat. It looks like 0198f3a2-7c1e-7d53-9c3b-2f1de1a64c01.',
    },
    stopped: 'What is shown may be old.',
    loading: (count, expected) => (expected > 0 ? `Loading events: ${number(count)} of ${number(expected)}` : 'Loading events'),
    truncated: (seq) => `The server keeps the newest events only; the log begins with event ${number(seq ?? 1)}.`,
    show: 'What to show',
    panes: { log: 'Log', replay: 'Replay' },
    events: 'Events',
    type: 'Type of event',
    allTypes: 'All types',
    search: 'Search in events',
    found: (count, all) => (count === all ? `${number(all)} events` : `${number(count)} of ${number(all)} events`),
    event: (seq, type) => `${number(seq)} · ${type}`,
    raw: 'The event as it came',
    copy: 'Copy the event',
    attempt: (count) => `attempt ${number(count)}`,
    replay: 'Replay',
    beforeAll: 'Before the first event',
    deleted: 'Deleted',
    play: 'Play',
    pause: 'Pause',
    before: 'One event back',
    after: 'One event on',
    slider: 'Moment',
    place: (place, end, type, moment) =>
      place === 0 ? `Before the first of ${number(end)} events` : `Event ${number(place)} of ${number(end)} · ${type} · ${moment}`,
  },
  users: {
    title: 'Users',
    search: 'Search users',
    whichRole: 'With which role',
    allRoles: 'All roles',
    whichState: 'Which users',
    state: { all: 'All', enabled: 'Enabled', disabled: 'Disabled' },
    role: { token: 'As their token says', viewer: 'Viewer', analyst: 'Analyst', admin: 'Administrator' },
    asToken: (role) => `By token (${role})`,
    roleOf: (user) => `Role of ${user}`,
    count: (shown, total) => (shown < total ? `${number(shown)} of ${number(total)} users` : `${number(total)} ${total === 1 ? 'user' : 'users'}`),
    seen: 'Last here',
    neverSeen: 'Never here',
    isDisabled: 'Disabled',
    notOneself: 'Another administrator has to change your role or disable you.',
    enable: 'Enable',
    disable: 'Disable',
    enableOne: (user) => `Enable ${user}`,
    disableOne: (user) => `Disable ${user}`,
    enableTitle: (user) => `Enable ${user}?`,
    enableText: 'They can come back at once, with the role they had.',
    disableTitle: (user) => `Disable ${user}?`,
    disableText: 'Every request of theirs is refused from now on, what they have open ends at once, and turns that they began end by themselves. Their chats are kept.',
    enabled: (user) => `${user} may come in again.`,
    disabled: (user) => `${user} is kept out from now on.`,
    roleChanged: (user, role) => `Role of ${user}: ${role}. It counts from their next request on.`,
    problem: { forbidden: 'Only administrators see users, and you are none any more; ask one.' },
  },
  limits: {
    title: 'Limits',
    left: 'What is left to you',
    leftHint: 'Each is full at first and is refilled all the time.',
    noBuckets: 'Requests are not limited here.',
    bucket: { user: 'Requests that change something', channel: 'The same, over the web', session: 'In this chat', read: 'Requests that read', events: 'Events of applications' },
    of: (remaining, limit, window) => `${number(remaining)} of ${number(limit)} in ${span(window)}`,
    refilled: (left) => (left > 0 ? `Full again in ${duration(left)}` : 'Full again'),
    isFull: 'Full',
    all: 'What is limited here',
    name: {
      user_message_code_points: 'Characters of a message',
      active_sessions_per_user: 'Active chats of a user',
      queued_turns: 'Messages that wait in a chat',
      messages_per_session: 'Messages of a chat',
      participants: 'People in a chat',
      idle_until_paused_seconds: 'Without activity, a chat is paused after',
      inactive_until_expired_seconds: 'Without activity, a chat expires after',
      retention_seconds: 'Ended and deleted chats are kept for',
      feedback_lifetime_seconds: 'A question waits for its answer for',
      context_messages: 'Messages that the model sees',
      context_tokens: 'Tokens that the model sees',
      user_requests_per_minute: 'Requests of a user that change something, in a minute',
      session_requests_per_minute: 'Requests to a chat that change something, in a minute',
      channel_requests_per_minute: 'Requests over a channel that change something, in a minute',
      user_reads_per_minute: 'Requests of a user that read, in a minute',
      custom_events_per_minute: 'Events of applications in a chat, in a minute',
      connections_per_ip: 'Connections from one address',
    },
    value: (name, value) => (name.endsWith('_seconds') ? span(value) : value === 0 ? 'No limit' : number(value)),
    limitations: 'What does not go here',
    limitationsHint: 'And what to do about it.',
    workaround: 'What to do',
    elsewhere: (count) => `${number(count)} more, which do not concern this server as it is configured`,
  },
  notices: {
    shared: (title) => `“${title}” is shared with you.`,
    expiring: (title, moment) => `“${title}” ends at ${time(moment)} if nobody uses it.`,
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    control: 'Ctrl',
    keys: { Escape: 'Esc', Enter: '↵' },
    does: {
      search: 'Search chats',
      newChat: 'New chat',
      inbox: 'Inbox',
      help: 'This help',
      send: 'Send, or queue while the agent answers',
      newLine: 'New line',
      interrupt: 'Interrupt the answer and send',
      stop: 'Stop the answer',
      command: 'Commands, at the beginning of a message',
      before: 'To the message before',
      after: 'To the message after',
      beginning: 'To the beginning, in the conversation',
      latest: 'To the end, in the conversation',
    },
  },
  /** Why an answer failed, by code of error, with what can be done; of others the server's own sentence is shown. */
  failures: {
    model_unavailable: 'The model is away. Try again in a moment.',
    model_timeout: 'The model took too long. Try again, or ask for less at once.',
    model_rate_limited: 'The model has too much to do. Try again in a minute.',
    model_rejected: 'The model refused this. Ask in other words, or begin a new chat.',
    too_many_tool_rounds: 'The agent used too many tools in a row and gave up. Ask for one thing at a time.',
    turn_abandoned: 'The answer was begun several times and broke off each time. Try again.',
  },
  /** By code of error; of others the server's own sentence is shown. */
  errors: {
    defect: 'Something went wrong on this page. Reload it and try again.',
    unreachable: 'The server cannot be reached. Check the connection and try again.',
    connection_lost: 'The connection broke before the server replied. Look whether it was done before you try again.',
  },
};

/** The texts in use. */
export let text = ENGLISH;

/**
 * Uses other texts from now on. Elements show them when they render the next time, so this comes first.
 *
 * @param {object} translation of the same shape as {@link text}; what it does not have stays in English
 */
export function translate(translation) {
  text = merged(ENGLISH, translation);
}

function merged(original, translation) {
  return Object.fromEntries(
    Object.entries(original).map(([key, value]) => {
      const translated = translation?.[key];
      return [key, typeof value === 'object' ? merged(value, translated) : (translated ?? value)];
    }),
  );
}
