/**
 * Every text of the page, ready for translation: in place of {@link text} another object of the same shape can be used. Texts
 * with a value in them are functions; numbers and moments are written as the browser's language has it.
 *
 * @module text
 */

const number = (value) => value.toLocaleString();
const names = (people) => people.join(', ');
const time = (moment) => moment.toLocaleTimeString(undefined, { timeStyle: 'short' });

const ENGLISH = {
  product: 'Parley',
  windowTitle: (title) => `${title} – Parley`,
  cancel: 'Cancel',
  close: 'Close',
  dismiss: 'Dismiss',
  login: {
    token: 'Access token',
    hint: 'Paste the token you were given, or open the login link that the server printed when it started.',
    signIn: 'Sign in',
    signOut: 'Sign out',
    expired: 'Your login has expired. Sign in again; nothing you typed is lost.',
  },
  sidebar: {
    name: 'Chats',
    close: 'Close the list of chats',
  },
  sessions: {
    search: 'Search chats',
    none: 'Your chats will be listed here.',
    noneFound: 'No chat has this text.',
    status: { paused: 'Paused', completed: 'Ended', expired: 'Expired' },
    from: (owner) => `from ${owner}`,
    title: 'Title',
    rename: 'Rename',
    renameOne: (title) => `Rename ${title}`,
    renameTitle: 'Rename chat',
    delete: 'Delete',
    deleteOne: (title) => `Delete ${title}`,
    deleteTitle: 'Delete chat?',
    deleteText: (title) => `“${title}” and all its messages will be gone.`,
  },
  chat: {
    untitled: 'New chat',
    welcome: 'What shall we talk about?',
    pause: 'Pause',
    resume: 'Resume',
    end: 'End',
    endTitle: 'End chat?',
    endText: 'An ended chat can be read, but not continued.',
    endConfirm: 'End chat',
    hasEnded: 'This chat has ended.',
    goOn: 'Continue in a new chat',
    deleted: 'This chat was deleted.',
    readOnly: 'You can read this chat, but not write in it.',
    notSharedAnyMore: 'This chat is no longer shared with you.',
    alsoHere: (people) => `Also here: ${names(people)}`,
    typing: (people) => `${names(people)} ${people.length === 1 ? 'is' : 'are'} typing…`,
  },
  connection: {
    offline: 'You are offline. What you send goes out when the network is back.',
    reconnecting: 'Reconnecting…',
    now: 'Try now',
    again: 'Connect again',
  },
  conversation: {
    name: 'Conversation',
    earlier: 'Show earlier messages',
    latest: 'Latest',
    waits: 'The agent waits for an answer to its question.',
    thinking: 'Thinking',
    answering: 'The agent is answering.',
    question: (question) => `Question: ${question}`,
    answer: (answer) => `Assistant: ${answer}`,
  },
  composer: {
    label: 'Message',
    placeholder: 'Write a message',
    send: 'Send',
    stop: 'Stop',
    stopping: 'Stopping…',
    length: (count, most) => `${number(count)} of ${number(most)} characters`,
    commandNeedsChat: 'This command is about a chat. Open one, or begin one with a message.',
  },
  message: {
    you: 'You',
    assistant: 'Assistant',
    command: 'Command',
    onlyYou: 'Only you see this',
    download: 'Download',
    sending: 'Sending…',
    notSent: (reason) => `Not sent: ${reason}`,
    again: 'Try again',
    edit: 'Edit',
    discard: 'Discard',
    queued: 'Queued',
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
    answerBy: 'Answer by',
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
    approved: 'Approved',
    refused: 'Refused',
    changedArguments: 'With changed arguments',
    channel: { email: 'by email', slack: 'in Slack' },
    nobodyAnswered: 'Nobody answered by',
    withdrawn: 'Withdrawn; it needs no answer any more.',
    answeredFirst: (person) => `${person} answered first.`,
  },
  inbox: {
    count: (count) => `${number(count)} ${count === 1 ? 'question' : 'questions'}`,
    elsewhere: 'in other chats',
    title: 'Questions in other chats',
    empty: 'No question waits.',
    open: (title) => `Open “${title}”`,
    someChat: 'the chat',
  },
  notices: {
    shared: (title) => `“${title}” is shared with you.`,
    expiring: (title, moment) => `“${title}” ends at ${time(moment)} if nobody uses it.`,
  },
  /** By code of error; of others the server's own sentence is shown. */
  errors: {
    defect: 'Something went wrong on this page. Reload it and try again.',
    unreachable: 'The server cannot be reached. Check the connection and try again.',
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
