// Made by `make contract` from schema.graphql and operations/. Do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A breach that somebody takes on. */
export type AcknowledgeEscalationInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The clock; every breached one of the ticket when left out. */
  timerId?: string | null | undefined;
};

/** Kinds of party that act. */
export type ActorKind =
  | 'MEMBER'
  | 'STORE_MANAGER'
  | 'AGENT'
  | 'INTEGRATION'
  | 'SYSTEM';

/** An internal note. */
export type AddInternalNoteInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The text, at most 20,000 characters. */
  body: string;
};

/** Tags to add. */
export type AddTagsInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** Tags of at most 50 characters; a ticket carries at most 30. */
  tags: Array<string>;
};

/** A length of clock time, or a date as a promise's target: exactly one. */
export type AllowanceInput =
  {   /** ISO 8601, as `PT30M`. */
  duration: string; businessDays?: never; cutoff?: never; window?: never; schedule?: never; }
  |  { duration?: never;   /** Business days, as `1` or `1/2`; for BUSINESS clocks alone. */
  businessDays: string; cutoff?: never; window?: never; schedule?: never; }
  |  { duration?: never; businessDays?: never;   /** For CUTOFF clocks. */
  cutoff: CutoffTargetInput; window?: never; schedule?: never; }
  |  { duration?: never; businessDays?: never; cutoff?: never;   /** For WINDOW clocks. */
  window: WindowTargetInput; schedule?: never; }
  |  { duration?: never; businessDays?: never; cutoff?: never; window?: never;   /** For SCHEDULE clocks. */
  schedule: ScheduleTargetInput; };

/** An act that the platform is asked about again. */
export type AskActAgainInput = {
  /** The act, `act_…`; it must be stuck. */
  actId: string;
  /** Why, at most 1,000 characters; kept on the ticket as an internal note. */
  reason: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Another assignee. */
export type AssignTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** A member of the ticket's group; null puts it back into the queue. */
  assigneeId?: string | null | undefined;
};

/** What kept an agent from getting the work. */
export type AssignmentObstacle =
  | 'INACTIVE'
  | 'OFF_SHIFT'
  | 'ON_LEAVE'
  | 'ABSENT'
  | 'AT_CAPACITY'
  | 'LACKS_SKILLS'
  | 'MORE_LOADED'
  | 'ASSIGNED_LATER'
  | 'LATER_ID';

/** How the choice of an agent came about. */
export type AssignmentReason =
  | 'ONLY_ONE'
  | 'LEAST_LOADED'
  | 'WAITED_LONGEST'
  | 'NOBODY_AVAILABLE'
  | 'NO_CANDIDATES';

/** What a file shows; it decides who opens it. */
export type AttachmentPurpose =
  | 'ID_CARD_COPY'
  | 'BUSINESS_LICENCE'
  | 'FOOD_PERMIT'
  | 'MEDICAL_DEVICE_FILING'
  | 'PHOTO'
  | 'OTHER';

/** How far a file got. */
export type AttachmentState =
  | 'AWAITING_UPLOAD'
  | 'STORED'
  | 'REFUSED'
  | 'DELETED';

/** Who is asked for information. */
export type Awaited =
  | 'REQUESTER'
  | 'THIRD_PARTY';

/** What the agent fills into a phrase. */
export type BlankInput = {
  /** Its name in the text: a lower-case letter, then lower-case letters, digits, `_`, at most 40. */
  code: string;
  /** What to ask the agent by. */
  label: NameInput;
};

/** A single day that is otherwise. */
export type CalendarExceptionInput = {
  /** The date. */
  date: string;
  /** Open hours, as `09:00-12:00`; an empty list is closed. */
  hours: Array<string>;
};

/** How the customer is spoken to. */
export type CallChannel =
  | 'PHONE'
  | 'SMS';

/** What came of an attempt. REACHED, SATISFIED, UNSATISFIED, NOT_RECEIVED, DAMAGED and DO_NOT_CALL are of customers who were reached; after NOT_REACHED, OUT and INCONVENIENT they are called again; SENT is of an SMS. */
export type CallOutcome =
  | 'REACHED'
  | 'SATISFIED'
  | 'UNSATISFIED'
  | 'NOT_RECEIVED'
  | 'DAMAGED'
  | 'DO_NOT_CALL'
  | 'NOT_REACHED'
  | 'OUT'
  | 'INCONVENIENT'
  | 'SENT';

/** What the customer may say, or what may happen: give `next` or `outcome`. */
export type CallScriptAnswerInput = {
  /** Its code, unique among the node's answers. */
  code: string;
  /** What is shown for it. */
  label: NameInput;
  /** The code of the node that it leads to. */
  next?: string | null | undefined;
  /** The outcome that it is. */
  outcome?: CallOutcome | null | undefined;
  /** The service item of the ticket that it opens: needed for NOT_RECEIVED and DAMAGED, may be given for UNSATISFIED. */
  opensItemId?: string | null | undefined;
};

/** A sentence to say, and the answers to it. */
export type CallScriptNodeInput = {
  /** Its code, unique in the script. */
  code: string;
  /** What to say, at most 2,000 characters, with `{customer}`, `{member_code}`, `{agent}`, `{group}`, `{order_code}`, `{date}`. */
  text: NameInput;
  /** What may come of it. */
  answers: Array<CallScriptAnswerInput>;
};

/** Where a planned call stands: DUE, POSTPONED to a named time, DONE, MISSED (its window passed or its attempts were used up), CANCELLED. */
export type CallState =
  | 'DUE'
  | 'POSTPONED'
  | 'DONE'
  | 'MISSED'
  | 'CANCELLED';

/** One step of a call: a node of the script and the answer to it, by their codes. */
export type CallStepInput = {
  /** The node's code; the first is the script's first node. */
  node: string;
  /** The answer's code. */
  answer: string;
};

/** On what occasion a plan calls. */
export type CallTrigger =
  /** So often a month, by the customer's grade. */
  | 'GRADE'
  /** Once a quarter, every member. */
  | 'QUARTERLY'
  /** After a ticket of certain service items was solved. */
  | 'AFTER_COMPLAINT'
  /** After goods were received, as `planCall` tells. */
  | 'AFTER_RECEIPT'
  /** After something else, as `planCall` tells: the end of a trip. */
  | 'OCCASION';

/** A withdrawal. */
export type CancelTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** Why, at most 1,000 characters. */
  reason: string;
};

/** What a change needs before it is applied. */
export type ChangeNeed =
  | 'ID_COPY'
  | 'PHONE_VERIFICATION'
  | 'DOCUMENTS';

/** Another priority. */
export type ChangePriorityInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The priority. */
  priority: Priority;
};

/** What a change means to who follows with this filter. */
export type ChangeType =
  /** The ticket came in or came into sight or the filter. */
  | 'ADDED'
  /** It was there and still is. */
  | 'UPDATED'
  /** It left the filter or the caller's sight. */
  | 'REMOVED';

/** How a request came in (请求渠道). */
export type Channel =
  | 'PHONE'
  | 'EMAIL'
  | 'WEB_FORM'
  | 'API'
  | 'APP_SDK'
  | 'WECHAT'
  | 'WEB_CHAT'
  | 'DESKTOP_CLIENT';

/** What a clock counts: every second, open hours, or the channel's hours; or on which date it is due. */
export type ClockKind =
  | 'WALL'
  | 'BUSINESS'
  | 'ONLINE'
  | 'CUTOFF'
  | 'WINDOW'
  | 'SCHEDULE'
  | 'INSTANT';

/** A solved ticket that is closed. */
export type CloseTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
};

/** What entering a code came to. None of them says anything about the number being reached. */
export type CodeEntry =
  | 'ACCEPTED'
  | 'WRONG'
  | 'EXPIRED'
  | 'EXHAUSTED';

/** Who may read a comment. */
export type CommentVisibility =
  | 'PUBLIC'
  | 'INTERNAL';

/** Kinds of configuration entries. */
export type ConfigurationKind =
  /** A service item, `svc_…`. */
  | 'SERVICE_ITEM'
  /** A service desk, `dsk_…`. */
  | 'DESK'
  /** A navigation menu, `mnu_…`. */
  | 'MENU'
  /** A routing rule, `rul_…`. */
  | 'ROUTING_RULE'
  /** An SLA policy, `pol_…`. */
  | 'SLA_POLICY'
  /** A calendar, `cal_…`. */
  | 'CALENDAR'
  /** The definition of a procedure, `prd_…`. */
  | 'PROCEDURE'
  /** A standard phrase, `phr_…`. */
  | 'PHRASE'
  /** A call plan, `cpl_…`. */
  | 'CALL_PLAN'
  /** A call script, `csc_…`. */
  | 'CALL_SCRIPT';

/** A file that is to be uploaded. */
export type CreateAttachmentUploadInput = {
  /** What it shows. */
  purpose: AttachmentPurpose;
  /** Its name, at most 200 characters; folders are cut off. */
  fileName: string;
  /** Its size in bytes, exactly; at most 10 MiB by default. */
  size: number;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A draft to begin. */
export type CreateConfigurationDraftInput = {
  /** What it is about, at most 200 characters. */
  title: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A token for an integration, and what it grants. */
export type CreateIntegrationTokenInput = {
  /** The integration that is to bear it. */
  integrationId: string;
  /** What tells it from the others, at most 100 characters. */
  name: string;
  /** What its bearer may do, as `ticket.read`; at least one, none that you lack. */
  permissions: Array<string>;
  /** Until when it lets in, in the future of real time. */
  expiresAt: string;
  /** Codes of stores whose tickets are in sight, at most 500. */
  stores?: Array<string> | null | undefined;
  /** Groups whose tickets are in sight, at most 500. */
  groupIds?: Array<string> | null | undefined;
  /** Whether every ticket is in sight, whoever's group it is in. */
  seesAll?: boolean;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. A repeated call is not shown the secret. */
  idempotencyKey?: string | null | undefined;
};

/** The next time of day (截止时刻). */
export type CutoffTargetInput = {
  /** Time of day, as `16:00`; `24:00` is the day's end. */
  time: string;
  /** What comes before this time of day counts for that day, the rest for the next. `time` when left out. */
  acceptedUntil?: string | null | undefined;
  /** So many days later it is due. */
  dayOffset?: number;
  /** Whether days are the working days of the policy's calendar. */
  businessDays?: boolean;
};

/** Which days count: every one, or those that open in a calendar. */
export type DayCounting =
  | 'CALENDAR'
  | 'BUSINESS';

/** Days after the occasion, both included. */
export type DayWindowInput = {
  /** The first day, 0 being the day of the occasion. */
  fromDay: number;
  /** The last day. */
  toDay: number;
  /** Which days count. */
  counting?: DayCounting;
};

/** Where a deletion goes: DELETE after the agent's check, FEE first, or NOT at all. */
export type DeletionWay =
  | 'DELETE'
  | 'FEE'
  | 'NOT';

/** How far a delivery is. */
export type DeliveryState =
  /** To be sent at `nextAt`. */
  | 'WAITING'
  /** A worker has it in hand. */
  | 'SENDING'
  /** The other end took it. */
  | 'SENT'
  /** Given up; nobody was told. */
  | 'FAILED'
  /** An SMS that may have been taken; a person decides. */
  | 'UNKNOWN'
  /** Read while it was held, or the recipient is not reached there any more. */
  | 'WITHDRAWN';

/** A draft to give up. */
export type DiscardConfigurationDraftInput = {
  /** The open draft, `dft_…`. */
  draftId: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** What became of a draft. */
export type DraftStatus =
  /** It can be changed, published and given up. */
  | 'OPEN'
  /** It came into force. */
  | 'PUBLISHED'
  /** It was given up. */
  | 'DISCARDED';

/** A one-time code, as the member read it. */
export type EnterVerificationCodeInput = {
  /** Six digits. */
  code: string;
};

/** A person who is to be forgotten. */
export type EraseCustomerInput = {
  /** The customer, `cus_…`. */
  customerId: string;
  /** Why, 1 to 500 characters. It is kept with the erasure, not in the event log. */
  reason: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Every code that a user error can have. */
export type ErrorCode =
  /** The act is being found out about, or has ended; there is nothing to decide. */
  | 'ACT_NOT_STUCK'
  /** The platform was told to act, and how that ended is not known yet. */
  | 'ACT_UNDER_WAY'
  /** Who no longer works here takes no work. */
  | 'AGENT_IS_INACTIVE'
  /** Only members of the responsible group take its tickets. */
  | 'AGENT_NOT_IN_GROUP'
  /** A ticket is solved only when the requester was told something. */
  | 'ANSWER_REQUIRED'
  /** Files cannot be kept or read just now, or not be scanned. The same call may succeed later. */
  | 'ATTACHMENTS_UNAVAILABLE'
  /** A sensitive file is opened only by the agents of the ticket's group and their managers. */
  | 'ATTACHMENT_CONFIDENTIAL'
  /** Fewer bytes came than were announced. */
  | 'ATTACHMENT_INCOMPLETE'
  /** No such file is there for this caller: unknown, of somebody else, or deleted. */
  | 'ATTACHMENT_NOT_FOUND'
  /** The file was not uploaded yet, or was refused. */
  | 'ATTACHMENT_NOT_STORED'
  /** The virus scanner refused the file; it is not kept. */
  | 'ATTACHMENT_REFUSED'
  /** A file hangs on one ticket only. */
  | 'ATTACHMENT_TAKEN'
  /** The file is larger than is allowed or was announced. */
  | 'ATTACHMENT_TOO_LARGE'
  /** What the bytes are is not among the kinds of files that are taken, whatever the name says. */
  | 'ATTACHMENT_TYPE_REFUSED'
  /** The file needs a key that this process does not have: an operator must put it back. The same call may succeed later. */
  | 'ATTACHMENT_UNREADABLE'
  /** The value before the change is not what the platform holds now. */
  | 'BEFORE_VALUE_DIFFERS'
  /** The call was made, missed or cancelled. */
  | 'CALL_IS_OVER'
  /** What is sent by SMS is not recorded by hand. */
  | 'CALL_NOT_BY_PHONE'
  /** The customer asked not to be called again. */
  | 'CALL_NOT_WANTED'
  /** The answers do not follow the script, or end before an outcome. */
  | 'CALL_PATH_REFUSED'
  /** The plan finds its customers itself; nobody tells it of occasions. */
  | 'CALL_PLAN_TAKES_NO_OCCASION'
  /** The window in which the customer is to be called has not begun. */
  | 'CALL_TOO_EARLY'
  /** The window after the occasion has passed already, or the occasion lies ahead. */
  | 'CALL_WINDOW_PASSED'
  /** Too many one-time codes were sent to this member. */
  | 'CODES_LIMITED'
  /** A one-time code cannot stand for the call here. */
  | 'CODE_NOT_ALLOWED'
  /** Codes of groups and of units are unique. */
  | 'CODE_TAKEN'
  /** Groups belong to departments, departments to companies, never the other way round. */
  | 'COMPANY_UNDER_DEPARTMENT'
  /** Another version was published meanwhile that changed the same entries. */
  | 'CONFIGURATION_MOVED_ON'
  /** An entry of the configuration is wrong in itself or does not fit the others. */
  | 'CONFIGURATION_REFUSED'
  /** Somebody changed it since the caller read it (design: versions). */
  | 'CONFLICT'
  /** A discount is given instead of an exchange only where it costs less. */
  | 'COSTS_MORE'
  /** A unified social credit code has 18 characters, the last of which checks the others (GB 32100). */
  | 'CREDIT_CODE_WRONG'
  /** The cursor is older than what the log keeps, or from before a restore: read anew, then follow. */
  | 'CURSOR_EXPIRED'
  /** Who waits for an answer is not forgotten before it is given. */
  | 'CUSTOMER_HAS_OPEN_TICKETS'
  /** A member code recognises one customer. */
  | 'CUSTOMER_MEMBER_CODE_TAKEN'
  /** A phone number recognises one customer. */
  | 'CUSTOMER_PHONE_TAKEN'
  /** A customer who can be found neither by phone nor by member code would be made again at each call. */
  | 'CUSTOMER_UNRECOGNISABLE'
  /** One person decides only one step of a chain. */
  | 'DECIDED_EARLIER'
  /** Nothing is wrong with the documents that are recorded. */
  | 'DOCUMENTS_ARE_RIGHT'
  /** A document that a name change of a store's member code needs is not there. */
  | 'DOCUMENT_MISSING'
  /** The legal person's name on a document is not the new name. */
  | 'DOCUMENT_NAME_DIFFERS'
  /** A document was made out before the legal person changed. */
  | 'DOCUMENT_TOO_OLD'
  /** The caller used this external id before. */
  | 'EXTERNAL_ID_TAKEN'
  /** Another account stands for that subject of the platform's tokens. */
  | 'EXTERNAL_KEY_TAKEN'
  /** A shipped order is deleted only once its logistics fee is paid. */
  | 'FEE_NOT_PAID'
  /** A shipped order needs a quote of the logistics fee that is still good. */
  | 'FEE_QUOTE_MISSING'
  /** The follower read too slowly, and what it lacks is kept no longer: follow from the last cursor. */
  | 'FELL_BEHIND'
  /** There is no sealed value at that place. */
  | 'FIELD_NOT_SEALED'
  /** What stands on a file is recorded by who opened it. */
  | 'FILE_NOT_OPENED'
  /** A field of the submitted form is not as the service item's form wants it. */
  | 'FORM_REFUSED'
  /** A form's JSON Schema cannot be used. */
  | 'FORM_SCHEMA_REFUSED'
  /** The same thing stands twice in one form. */
  | 'GIVEN_TWICE'
  /** This item's requests are submitted by a mutation of their own, with a typed form. */
  | 'HAS_ITS_OWN_INTAKE'
  /** A date is a day off or a swapped working day, never both. */
  | 'HOLIDAY_AND_WORKING_DAY'
  /** A table of holidays holds the dates of one year. */
  | 'HOLIDAY_OF_ANOTHER_YEAR'
  /** The key was used with another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** What was read on the ID copy is not what the platform holds of the member. */
  | 'ID_COPY_DIFFERS'
  /** The ID-card number of a member never changes; a form that changes it is refused whole. */
  | 'ID_NUMBER_NEVER_CHANGES'
  /** An interval ends after it starts. */
  | 'INTERVAL_REVERSED'
  /** The cursor was not made by this connection. */
  | 'INVALID_CURSOR'
  /** The text is no identifier of the wanted kind. */
  | 'INVALID_ID'
  /** A value is malformed, too long, or out of its range. */
  | 'INVALID_VALUE'
  /** An invoice is not issued before its order was placed. */
  | 'INVOICE_BEFORE_ORDER'
  /** Another invoice has this number. */
  | 'INVOICE_NUMBER_TAKEN'
  /** The latest day on which this kind of invoice can be issued is over. */
  | 'INVOICE_WINDOW_PASSED'
  /** An invoice names at least one line of the order. */
  | 'INVOICE_WITHOUT_LINES'
  /** A time of leave is recorded once. */
  | 'LEAVES_OVERLAP'
  /** A line is invoiced at most once. */
  | 'LINE_ALREADY_INVOICED'
  /** A line is invoiced whole, exactly as it was ordered. */
  | 'LINE_DIFFERS'
  /** The link was valid for some minutes only. */
  | 'LINK_EXPIRED'
  /** The link is not one that was given out, or not to this caller. */
  | 'LINK_REFUSED'
  /** Something depends on the membership that a registration order made. */
  | 'MEMBERSHIP_HAS_DEPENDENTS'
  /** Too many wrong values before the change were given for this member today. */
  | 'MEMBER_CHANGES_FROZEN'
  /** The platform was not asked about the member, or does not know them any more. */
  | 'MEMBER_NOT_ASKED'
  /** The member that is named was not registered by that order. */
  | 'MEMBER_NOT_OF_ORDER'
  /** This outcome needs a reason. */
  | 'NOTE_REQUIRED'
  /** The platform holds what the form says; there is nothing to confirm anew. */
  | 'NOTHING_CHANGED_MEANWHILE'
  /** No level was reached that nobody acknowledged. */
  | 'NOTHING_TO_ACKNOWLEDGE'
  /** The form asks for no change, or for what the platform holds already. */
  | 'NOTHING_TO_CHANGE'
  /** The delivery was made, is in hand, or was not tried yet. */
  | 'NOTHING_TO_RETRY'
  /** The ticket has no phone verification, or nothing in its form that one could be about. */
  | 'NOTHING_TO_VERIFY'
  /** The actor lacks a permission. */
  | 'NOT_ALLOWED'
  /** A confirmation needs answers to as many identity questions as the policy says. */
  | 'NOT_ENOUGH_ANSWERS'
  /** This outcome is there for other requests. */
  | 'NOT_FOR_THIS_REQUEST'
  /** Nothing of that id is there for this caller (another store's ticket neither). */
  | 'NOT_FOUND'
  /** The step is not possible while the ticket is in its present status. */
  | 'NOT_IN_THIS_STATUS'
  /** The actor has not taken this call, or another agent took it over. */
  | 'NOT_THE_CALLING_AGENT'
  /** Tickets of different requesters are not merged: each would see the other's. */
  | 'NOT_THE_SAME_REQUESTER'
  /** Another step comes before this outcome. */
  | 'NOT_YET'
  /** Somebody else takes this step: another group, or the holder of a position. */
  | 'NOT_YOURS_TO_TAKE'
  /** There is no code that could be entered: none was sent, or it was used, replaced or used up. */
  | 'NO_CODE_TO_ENTER'
  /** There is no second number to call here. */
  | 'NO_NEW_NUMBER'
  /** The calendar holds too little open time within its horizon. */
  | 'NO_OPEN_TIME'
  /** The ticket has no procedure, or it has ended. */
  | 'NO_PROCEDURE_RUNNING'
  /** Neither a rule nor the catalog nor the desk names a group for this request. */
  | 'NO_RESPONSIBLE_GROUP'
  /** A one-time code is entered by the member to whom it was sent, with their own token. */
  | 'ONLY_THE_MEMBER'
  /** The order was deleted already. */
  | 'ORDER_IS_DELETED'
  /** The order is shipped: its fee comes first. */
  | 'ORDER_IS_SHIPPED'
  /** The platform was not asked about the order, so that nobody can say. */
  | 'ORDER_NOT_ASKED'
  /** Nobody has paid for the order yet. */
  | 'ORDER_NOT_PAID'
  /** The order is not shipped: there is no fee. */
  | 'ORDER_NOT_SHIPPED'
  /** A unit stands above itself. */
  | 'ORGANISATION_CYCLE'
  /** A call to that number cannot have this outcome. */
  | 'OUTCOME_DOES_NOT_FIT'
  /** Nobody gives evidence for, or approves, what they submitted themselves. */
  | 'OWN_REQUEST'
  /** Something here differs from the pack and would be overwritten. */
  | 'PACK_CONFLICT'
  /** A password is never written on a form; a reset is a request of its own. */
  | 'PASSWORD_IS_NO_FORM_FIELD'
  /** The invoice's title is not who paid. */
  | 'PAYER_IS_NOT_TITLE'
  /** The phone verification that this needs has not been passed. */
  | 'PHONE_NOT_VERIFIED'
  /** A quality problem, wrong or short goods are shown by photos. */
  | 'PHOTOS_NEEDED'
  /** A standard phrase is sent whole: each of its placeholders must be filled. */
  | 'PHRASE_INCOMPLETE'
  /** The platform has this idempotency key for another act or other input. Nothing was done. */
  | 'PLATFORM_KEY_REUSED'
  /** The act was sent and no answer came: it may be done or not. */
  | 'PLATFORM_OUTCOME_UNKNOWN'
  /** The platform does not take calls from here: token, address or contract are wrong. The same call may succeed later. */
  | 'PLATFORM_REFUSED_CALL'
  /** The platform did not answer, and for sure nothing was done. The same call may succeed later. The same call may succeed later. */
  | 'PLATFORM_UNAVAILABLE'
  /** Customers' private data never stands in a reply. */
  | 'PRIVATE_DATA'
  /** The ticket is solved by its procedure, not by hand. */
  | 'PROCEDURE_IN_THE_WAY'
  /** One procedure of a kind is open at a time for an order, or for a member's field. */
  | 'PROCEDURE_OPEN_ALREADY'
  /** Reading took longer than the helpdesk lets it; asked for less, it may succeed. The same call may succeed later. */
  | 'QUERY_TIMED_OUT'
  /** The step is taken by what came of a call, which is recorded; nobody takes it by hand. */
  | 'RECORD_THE_CALL'
  /** The new number is called only after the registered one was unreachable. */
  | 'REGISTERED_NUMBER_FIRST'
  /** A solved ticket can be reopened for a limited time only. */
  | 'REOPEN_WINDOW_PASSED'
  /** Somebody who submits for others says for whom. */
  | 'REQUESTER_REQUIRED'
  /** Nobody gives away rights that they do not hold. */
  | 'RIGHTS_BEYOND_YOURS'
  /** A ticket is not linked with or merged into itself. */
  | 'SAME_TICKET'
  /** What the follower may see changed; what was read before must be read anew. */
  | 'SCOPE_CHANGED'
  /** A sealed value needs a key that this process does not have: an operator must put it back. The same call may succeed later. */
  | 'SEALED_VALUE_UNREADABLE'
  /** The service item, or one above it, is switched off, or it is a heading that takes no tickets. */
  | 'SERVICE_ITEM_NOT_OFFERED'
  /** The order's settlement period has closed; it cannot be deleted any more. */
  | 'SETTLEMENT_PERIOD_CLOSED'
  /** The order's settlement period has not begun. */
  | 'SETTLEMENT_PERIOD_NOT_OPEN'
  /** An agent is on one shift at a time. */
  | 'SHIFTS_OVERLAP'
  /** The step is not one of those that can be taken now. */
  | 'STEP_NOT_CURRENT'
  /** An organisation gives its tax number or its unified social credit code. */
  | 'TAXPAYER_ID_REQUIRED'
  /** The tax number is not the region code followed by the organisation code. */
  | 'TAX_NUMBER_NOT_COMPOSED'
  /** A tax number has 15, 17, 18 or 20 letters and digits. */
  | 'TAX_NUMBER_WRONG'
  /** An ended ticket (closed, declined, cancelled) takes no change. */
  | 'TICKET_IS_CLOSED'
  /** The token was good once. */
  | 'TOKEN_EXPIRED'
  /** The token is not one that the platform signed for us; `reason` names the part at fault. */
  | 'TOKEN_INVALID'
  /** The issuer's keys cannot be had at this moment, and without them nobody can say whether the token is good. The same call may succeed later. */
  | 'TOKEN_KEYS_UNAVAILABLE'
  /** The request carries no bearer token. */
  | 'TOKEN_MISSING'
  /** The token was good until somebody took it back. */
  | 'TOKEN_REVOKED'
  /** From its last instant on an act is only asked about. */
  | 'TOO_LATE_TO_REPEAT'
  /** Too many files of this caller hang on nothing; they are removed after a day. */
  | 'TOO_MANY_UPLOADS'
  /** The same thing is being changed right now. The same call may succeed later. */
  | 'TRY_AGAIN'
  /** The service has no room or its database is away for a moment. The same call may succeed later. */
  | 'UNAVAILABLE'
  /** The token is good, but its subject is nobody here, or no longer. */
  | 'UNKNOWN_CALLER'
  /** The form changes something that is no field of a member. */
  | 'UNKNOWN_MEMBER_FIELD'
  /** The order has no such line. */
  | 'UNKNOWN_ORDER_LINE'
  /** The step has no such outcome. */
  | 'UNKNOWN_OUTCOME'
  /** There is no pack of that name. */
  | 'UNKNOWN_PACK'
  /** `HELPDESK_PLATFORM` names no installed adapter. */
  | 'UNKNOWN_PLATFORM'
  /** The question is not one of those that were drawn, or is answered twice. */
  | 'UNKNOWN_QUESTION'
  /** A role that does not exist cannot be given. */
  | 'UNKNOWN_ROLES'
  /** Values are shown to those who work in the ticket's group, their managers, and the person concerned. */
  | 'UNMASKING_REFUSED'
  /** An upload link is for one file, once. */
  | 'UPLOAD_DONE'
  /** The ticket was urged a moment ago. */
  | 'URGED_RECENTLY'
  /** The platform's value changed after it was verified; it must be verified again. */
  | 'VALUE_CHANGED_MEANWHILE'
  /** The value was deleted: its retention ended, or the person asked for it. */
  | 'VALUE_ERASED'
  /** A VAT special invoice is made out to organisations only. */
  | 'VAT_SPECIAL_FOR_ORGANISATIONS_ONLY'
  /** The verification has ended; a consent or a refusal is not taken back. */
  | 'VERIFICATION_IS_OVER';

/** A level of escalation (升级). */
export type EscalationLevelInput = {
  /** Clock time since the breach or the level before; at once when left out. */
  after?: AllowanceInput | null | undefined;
  /** Give the ticket to another agent. */
  reassign?: boolean;
  /** Raise the priority by one. */
  raisePriority?: boolean;
};

/** Which events. Every part that is given must hold. */
export type EventsFilter = {
  /** One of these kinds, as `ticket.assigned`, at most 50. */
  kinds?: Array<string> | null | undefined;
  /** About subjects of this kind, as `ticket`. */
  subjectKind?: string | null | undefined;
  /** About this subject: a ticket, customer, agent, group, unit or draft. */
  subjectId?: string | null | undefined;
};

/** How often a schedule has a day; a quarter's is in its last month. */
export type Every =
  | 'DAY'
  | 'WEEK'
  | 'MONTH'
  | 'QUARTER';

/** A field of the submitted form compares so. */
export type FieldConditionInput = {
  /** Property names with dots, `*` for any item of a list: `lines.*.sku`. */
  path: string;
  /** How it is compared. */
  operator: FieldOperator;
  /** With what: text, number or boolean; a list for IN; nothing for EXISTS. */
  value?: unknown;
};

/** How a form's field is compared. NOT_EQUALS holds when no value equals, also when there is none; EXISTS takes no value, IN a list; GREATER and LESS compare numbers, or texts in code point order (dates). */
export type FieldOperator =
  | 'EQUALS'
  | 'NOT_EQUALS'
  | 'IN'
  | 'CONTAINS'
  | 'GREATER'
  | 'LESS'
  | 'EXISTS';

/** Colour of a ticket's flag (旗帜备注); what it means is the department's. */
export type FlagColour =
  | 'RED'
  | 'YELLOW'
  | 'GREEN'
  | 'CYAN'
  | 'BLUE'
  | 'PURPLE';

/** An act that is let be. */
export type GiveUpActInput = {
  /** The act, `act_…`; it must be stuck. */
  actId: string;
  /** Why, at most 1,000 characters; kept on the ticket as an internal note. */
  reason: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Customer grade: C asked, B one purchase, A two or more, V key account. */
export type Grade =
  | 'A'
  | 'B'
  | 'C'
  | 'V';

/** Who is on the phone (来电弹屏). */
export type IdentifyCallerInput = {
  /** The number in any form; +86 by default. */
  phone: string;
  /** The caller's name; counts only where the number is new. */
  name?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** An answer to an identity question. */
export type IdentityAnswerInput = {
  /** One of the questions that were drawn. */
  question: IdentityQuestionKind;
  /** What was answered, in any form; at most 200 characters. */
  answer: string;
};

/** What can be asked. */
export type IdentityQuestionKind =
  | 'REGISTERED_MONTH'
  | 'STORE'
  | 'SPONSOR'
  | 'BANK_CARD_TAIL'
  | 'LAST_ORDER_MONTH'
  | 'LAST_ORDER_PRODUCT'
  | 'LAST_ORDER_AMOUNT';

/** A person: name and phone, nothing more is asked. */
export type IndividualBuyerInput = {
  /** Their name: the invoice's title, equal to the payer. */
  title: string;
  /** Phone, in any form; +86 by default. */
  phone: string;
};

/** A pack to install. */
export type InstallPackInput = {
  /** Its name, as `direct-sales`; UNKNOWN_PACK tells which there are. */
  name: string;
  /** Whether entries that were edited here are put back; else PACK_CONFLICT. */
  overwrite?: boolean;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** To whom the invoice is made out: one of the two. */
export type InvoiceBuyerInput =
  {   /** An organisation. */
  organisation: OrganisationBuyerInput; individual?: never; }
  |  { organisation?: never;   /** A person; VAT ordinary only. */
  individual: IndividualBuyerInput; };

/** The kinds of VAT invoice (增值税发票). */
export type InvoiceKind =
  | 'VAT_ORDINARY'
  | 'VAT_SPECIAL';

/** A line of the order. What is stated beside its number must be as it was ordered. */
export type InvoiceLineInput = {
  /** The line's number in the order, from 1. */
  number: number;
  /** Name of the goods. */
  name?: string | null | undefined;
  /** Specification. */
  specification?: string | null | undefined;
  /** Quantity, in the line's unit. */
  quantity?: number | null | undefined;
  /** Amount of the whole line. */
  amount?: MoneyInput | null | undefined;
};

/** What finance issued. */
export type IssueInvoiceInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The invoice's number (发票号码), at most 40 characters; no other has it. */
  number: string;
  /** A remark for the submitter. */
  note?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A language that the helpdesk speaks. */
export type Language =
  /** Chinese (zh-CN). */
  | 'ZH_CN'
  /** English (en). */
  | 'EN';

/** The public holidays of one year, with the working days swapped for them (调休). */
export type LearnHolidaysInput = {
  /** The year. */
  year: number;
  /** Days off, weekends inside a holiday too. */
  daysOff: Array<string>;
  /** Weekend days that are worked instead. */
  workingDays: Array<string>;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** How the source of a link relates to its target. */
export type LinkKind =
  | 'RELATES_TO'
  | 'FOLLOW_UP_OF'
  | 'DUPLICATES'
  | 'CAUSED_BY';

/** Two tickets that belong together. */
export type LinkTicketsInput = {
  /** One end. */
  sourceId: string;
  /** The other end. */
  targetId: string;
  /** How the source relates to the target. */
  kind?: LinkKind;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Notifications to mark as read. */
export type MarkNotificationsReadInput = {
  /** At most 100; those of others, and those read already, are passed over. */
  ids: Array<string>;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** One field to change. */
export type MemberChangeInput = {
  /** A `MemberField`. `ID_NUMBER` and `PASSWORD` are refused, whatever else the form holds. */
  field: string;
  /** What the platform holds now; null where it holds nothing. */
  before?: string | null | undefined;
  /** What it is to hold; at most 500 characters. */
  after: string;
};

/** A field of a member that a form can change. */
export type MemberField =
  | 'NAME'
  | 'MOBILE'
  | 'WECHAT_ID'
  | 'BANK_CARD'
  | 'SHIPPING_ADDRESS';

/** A line of a menu: an item, a name of its own if wished, the lines below it. */
export type MenuEntryInput = {
  /** The service item. */
  itemId: string;
  /** Its own name; else the item's. */
  name?: NameInput | null | undefined;
  /** The lines below it; at most 8 levels in all. */
  children?: Array<MenuEntryInput> | null | undefined;
};

/** Two tickets of one requester that are one. */
export type MergeTicketsInput = {
  /** The ticket that ends. */
  sourceId: string;
  /** The ticket that goes on. */
  targetId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** What is promised. */
export type Metric =
  | 'FIRST_RESPONSE'
  | 'NEXT_RESPONSE'
  | 'RESOLUTION'
  | 'STEP'
  | 'DEADLINE';

/** An amount of money. */
export type MoneyInput = {
  /** Decimal, as `128.00`. */
  amount: unknown;
  /** ISO 4217, as `CNY`. */
  currency: string;
};

/** The calls that customers of a grade get in a month. */
export type MonthlyCallsInput = {
  /** The grade. */
  grade: Grade;
  /** One channel for each call, in their order. */
  channels: Array<CallChannel>;
};

/** Another group. */
export type MoveTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The group. */
  groupId: string;
  /** Why, at most 500 characters. */
  reason: string;
};

/** A name in both languages. */
export type NameInput = {
  /** In Chinese, at most 200 characters. */
  zh: string;
  /** In English, at most 200 characters. */
  en: string;
};

/** How agents are told outside the helpdesk. ROBOT is a chat robot (群机器人). */
export type NotificationChannel =
  | 'EMAIL'
  | 'SMS'
  | 'ROBOT';

/** What is wanted of one kind of notification by one channel. */
export type NotificationChoiceInput = {
  /** The channel. */
  channel: NotificationChannel;
  /** The kind of notification; DELIVERY_FAILED goes by none. */
  reason: NotificationReason;
  /** What is wanted of it. */
  wish: NotificationWish;
};

/** Why somebody is told. */
export type NotificationReason =
  | 'ASSIGNED'
  | 'REPLIED'
  | 'URGED'
  | 'SLA_WARNED'
  | 'SLA_BREACHED'
  | 'SLA_ESCALATED'
  | 'STATUS_CHANGED'
  | 'CALL_MISSED'
  | 'COMPLAINTS_PROVEN'
  | 'MEMBER_FROZEN'
  | 'DELIVERY_FAILED';

/** What an agent wants of a kind of notification by a channel. DIGEST: together with others, once a day. */
export type NotificationWish =
  | 'OFF'
  | 'AT_ONCE'
  | 'DIGEST';

/** A file that is to be opened. */
export type OpenAttachmentInput = {
  /** Global id of the attachment. */
  attachmentId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** An organisation; either number says which taxpayer it is. */
export type OrganisationBuyerInput = {
  /** Its name: the invoice's title, equal to the payer (开票单位与打款单位一致). */
  title: string;
  /** Tax number (税号), 15, 17, 18 or 20 characters. */
  taxNumber?: string | null | undefined;
  /** Unified social credit code (统一社会信用代码), 18 characters, GB 32100. */
  creditCode?: string | null | undefined;
  /** Registered address. */
  address: string;
  /** Phone, in any form; +86 by default. */
  phone: string;
  /** Bank (开户行). */
  bank: string;
  /** Account (账号). */
  account: string;
};

/** Which number is called. */
export type PhoneNumberKind =
  | 'REGISTERED'
  | 'NEW';

/** What an agent fills into a blank of a phrase. */
export type PhraseBlankInput = {
  /** The blank's code. */
  code: string;
  /** What stands there, at most 200 characters. */
  value: string;
};

/** A standard phrase (标准用语) to reply with. */
export type PhraseReplyInput = {
  /** The phrase's code. */
  code: string;
  /** The language to reply in. */
  language?: Language;
  /** Its blanks, each once; PHRASE_INCOMPLETE names what is missing. */
  blanks?: Array<PhraseBlankInput> | null | undefined;
};

/** An occasion that earns a call: goods received, a trip ended. */
export type PlanCallInput = {
  /** The code of a plan that is told of occasions. */
  planCode: string;
  /** When it was; the plan's window counts from its day. */
  happenedAt: string;
  /** The customer, `cus_…`. */
  customerId?: string | null | undefined;
  /** Or their member code; a profile is made where there is none. */
  memberCode?: string | null | undefined;
  /** Or their number; a profile is made where there is none. */
  phone?: string | null | undefined;
  /** The order: one call each. Without one, one call for a day. */
  orderCode?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A shift to plan. */
export type PlanShiftInput = {
  /** The agent. */
  agentId: string;
  /** When it begins. */
  startsAt: string;
  /** When it is over. */
  endsAt: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** What the platform is told to do. */
export type PlatformActKind =
  /** Change fields of a member. */
  | 'CHANGE_MEMBER'
  /** Send a member a new secret. */
  | 'RESET_PASSWORD'
  /** Delete an order. */
  | 'DELETE_ORDER'
  /** Note a fee that finance saw paid. */
  | 'RECORD_FEE'
  /** Give a fee back. */
  | 'REFUND_FEE';

/** Where an act on the platform stands. */
export type PlatformActState =
  /** Nothing was sent so far. */
  | 'PENDING'
  /** A worker has it in hand. */
  | 'CLAIMED'
  /** It was sent and not answered; it is asked about, or repeated under its key. */
  | 'UNKNOWN'
  /** Nobody can say whether the platform acted; a person decides. */
  | 'STUCK'
  /** The platform did it. */
  | 'DONE'
  /** The platform does not do it; nothing changed. */
  | 'REFUSED'
  /** What it stated was not so any more; nothing changed. */
  | 'PRECONDITION_GONE'
  /** A person let it be. */
  | 'GIVEN_UP'
  /** Its procedure ended before anything was sent. */
  | 'WITHDRAWN';

/** A call to put off. */
export type PostponeCallInput = {
  /** The call, `pcl_…`. */
  callId: string;
  /** Not before this instant; within the call's window. */
  until: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Whether an agent takes work at this moment, by their own word. */
export type Presence =
  | 'ONLINE'
  | 'AWAY'
  | 'OFFLINE';

/** How urgent a ticket is; SLA targets depend on it. */
export type Priority =
  | 'LOW'
  | 'NORMAL'
  | 'HIGH'
  | 'URGENT';

/** How a procedure stands. */
export type ProcedureState =
  /** Steps of it are to be taken. */
  | 'RUNNING'
  /** What it was for is done. */
  | 'DONE'
  /** What it was for is not to be. */
  | 'DECLINED'
  /** The request was withdrawn. */
  | 'CANCELLED';

/** How one turn of a step stands. */
export type ProcedureStepState =
  /** It is to be taken now. */
  | 'CURRENT'
  /** It was taken, with an outcome. */
  | 'TAKEN'
  /** The procedure went on without it. */
  | 'LEFT';

/** What is promised for one metric. */
export type PromiseInput = {
  /** What is promised; each metric once. */
  metric: Metric;
  /** What its clock counts. */
  clock: ClockKind;
  /** The targets by priority. */
  targets: PromiseTargetsInput;
  /** When people are warned, 1 to 99. */
  warnPercent?: number;
  /** How long before it is due they are warned instead. */
  warnBefore?: string | null | undefined;
  /** Levels after the breach, at most 9. */
  escalation?: Array<EscalationLevelInput> | null | undefined;
};

/** Targets by priority; one that is left out has NORMAL's. */
export type PromiseTargetsInput = {
  /** At NORMAL. */
  normal: AllowanceInput;
  /** At LOW. */
  low?: AllowanceInput | null | undefined;
  /** At HIGH. */
  high?: AllowanceInput | null | undefined;
  /** At URGENT. */
  urgent?: AllowanceInput | null | undefined;
};

/** A draft to put into force. */
export type PublishConfigurationInput = {
  /** The open draft, `dft_…`. */
  draftId: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** When nothing is sent but what may pass. */
export type QuietHoursInput = {
  /** From this time on. In the platform's time zone, as `22:00`. */
  begins: string;
  /** Up to this time. In the platform's time zone, as `22:00`. */
  ends: string;
};

/** An attempt at a call. */
export type RecordCallInput = {
  /** The call, `pcl_…`. */
  callId: string;
  /** The way through the plan's script; the last answer is the outcome. */
  path: Array<CallStepInput>;
  /** What else was said, at most 2,000 characters; the reason where it is DO_NOT_CALL. */
  notes?: string;
  /** When the customer wants to be called; needed for INCONVENIENT. */
  namedTime?: string | null | undefined;
  /** Where the recording is, at most 200 characters. */
  recordingReference?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A logistics fee that finance saw paid. */
export type RecordFeePaymentInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The payment's reference, at most 100 characters. */
  reference: string;
  /** Decimal, in the quote's currency, as `12.00`; at least the quote. */
  amount: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A leave to record. */
export type RecordLeaveInput = {
  /** The agent. */
  agentId: string;
  /** When it begins. */
  startsAt: string;
  /** When it is over. */
  endsAt: string;
  /** Why, at most 500 characters; kept out of the event log. */
  reason?: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A call of a phone verification, as it went. */
export type RecordPhoneVerificationInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** Which number was called. */
  numberKind: PhoneNumberKind;
  /** How it went. */
  outcome: VerificationOutcome;
  /** Where the recording of the call is kept, at most 200 characters. */
  recordingReference?: string | null | undefined;
  /** Answers to identity questions, each once. CONFIRMED needs as many as the policy says; with too few right ones the call counts as NOT_CONFIRMED. */
  answers?: Array<IdentityAnswerInput>;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Why finance issues no invoice. */
export type RefuseInvoiceInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** Why; the submitter reads it. At most 2,000 characters. */
  reason: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** An entry to remove; removing what is not there changes nothing. */
export type RemoveConfigurationEntryInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** Its kind. */
  kind: ConfigurationKind;
  /** Its global id, of that kind. */
  id: string;
};

/** A leave to take back. */
export type RemoveLeaveInput = {
  /** The leave, `lev_…`. */
  leaveId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A shift to take back. */
export type RemoveShiftInput = {
  /** The shift, `shf_…`. */
  shiftId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Tags to remove. */
export type RemoveTagsInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The tags; one that it does not carry changes nothing. */
  tags: Array<string>;
};

/** A solved ticket taken up again. */
export type ReopenTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** Why, as a public reply. */
  reason?: string | null | undefined;
};

/** An act that is sent again. */
export type RepeatActInput = {
  /** The act, `act_…`; it must be stuck. */
  actId: string;
  /** Why, at most 1,000 characters; kept on the ticket as an internal note. */
  reason: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A public reply. */
export type ReplyToTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The text, at most 20,000 characters. */
  body?: string | null | undefined;
  /** The standard phrase to say, for agents. */
  phrase?: PhraseReplyInput | null | undefined;
  /** Files that the caller uploaded (createAttachmentUpload), at most 20; each hangs on one ticket only. */
  attachmentIds?: Array<string> | null | undefined;
};

/** A question. */
export type RequestInformationInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The question; public when the requester is asked. */
  question: string;
  /** Who is asked. */
  of?: Awaited;
};

/** For whom an agent or integration submits. Others submit for themselves or their store. */
export type RequesterInput = {
  /** The caller's number; an unknown one makes a customer profile. */
  phone?: string | null | undefined;
  /** The caller's name, for a new profile. */
  name?: string | null | undefined;
  /** The member's code (会员编号). */
  memberCode?: string | null | undefined;
  /** The store's code (店铺编号). */
  storeCode?: string | null | undefined;
};

/** Deliveries that are to be tried again. */
export type RetryDeliveriesInput = {
  /** 1 to 100 of the work list, `dlv_…`. */
  deliveryIds: Array<string>;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A version to go back to. */
export type RevertConfigurationInput = {
  /** The number of an earlier version. */
  toVersion: number;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A token to revoke. */
export type RevokeIntegrationTokenInput = {
  /** The token. */
  integrationTokenId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** One token to take back. */
export type RevokeTokenInput = {
  /** The token's claim `jti`, at most 1000 characters. */
  jti: string;
  /** The token's `exp`, or later: after it the revocation is forgotten. */
  expiresAt: string;
  /** Why, at most 500 characters; shown with the revocation and in no event. */
  reason: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** An actor's tokens to take back. */
export type RevokeTokensOfInput = {
  /** Whose, as `viewer { key }` says: `agent:<32 hex digits>`, `store:S001`, `member:M1001`, `integration:erp`. */
  actorKey: string;
  /** Those with an earlier `iat`, or none, and integrations' tokens made here earlier; now when left out. */
  issuedBefore?: string | null | undefined;
  /** When the last of them ends: after it the revocation is forgotten. Kept for good when left out. */
  expiresAt?: string | null | undefined;
  /** Why, at most 500 characters; shown with the revocation and in no event. */
  reason: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A chat robot. */
export type RobotInput = {
  /** How it is spoken to. */
  kind: RobotKind;
  /** Its webhook address, at most 1,000 characters: public and `https://`. It is kept sealed. */
  url: string;
  /** What DingTalk's is signed with, where it wants that (加签). It is kept sealed. */
  secret?: string | null | undefined;
};

/** How a chat robot is spoken to: WeCom (企业微信) or DingTalk (钉钉). */
export type RobotKind =
  | 'WECOM'
  | 'DINGTALK';

/** What a routing rule does; at least one of these. */
export type RoutingActionsInput = {
  /** The group to name. */
  groupId?: string | null | undefined;
  /** The priority to set. */
  priority?: Priority | null | undefined;
  /** Tags to add, at most 20. */
  addTags?: Array<string> | null | undefined;
  /** Try no rule after this one. */
  stop?: boolean;
};

/** When a routing rule applies: exactly one of these, nested at most 10 levels deep. */
export type RoutingConditionInput =
  {   /** Every one of these holds; with an empty list, always. */
  all: Array<RoutingConditionInput>; any?: never; not?: never; item?: never; channel?: never; store?: never; priority?: never; grade?: never; field?: never; }
  |  { all?: never;   /** At least one of these holds. */
  any: Array<RoutingConditionInput>; not?: never; item?: never; channel?: never; store?: never; priority?: never; grade?: never; field?: never; }
  |  { all?: never; any?: never;   /** This does not hold. */
  not: RoutingConditionInput; item?: never; channel?: never; store?: never; priority?: never; grade?: never; field?: never; }
  |  { all?: never; any?: never; not?: never;   /** The service item is one of these or below one of them. */
  item: Array<string>; channel?: never; store?: never; priority?: never; grade?: never; field?: never; }
  |  { all?: never; any?: never; not?: never; item?: never;   /** It came by one of these. */
  channel: Array<Channel>; store?: never; priority?: never; grade?: never; field?: never; }
  |  { all?: never; any?: never; not?: never; item?: never; channel?: never;   /** It belongs to one of these stores. */
  store: Array<string>; priority?: never; grade?: never; field?: never; }
  |  { all?: never; any?: never; not?: never; item?: never; channel?: never; store?: never;   /** The priority, stated or the item's default, is one of these. */
  priority: Array<Priority>; grade?: never; field?: never; }
  |  { all?: never; any?: never; not?: never; item?: never; channel?: never; store?: never; priority?: never;   /** The requester's customer grade is one of these. */
  grade: Array<Grade>; field?: never; }
  |  { all?: never; any?: never; not?: never; item?: never; channel?: never; store?: never; priority?: never; grade?: never;   /** A field of the form compares so. */
  field: FieldConditionInput; };

/** Everything about a group that an administrator sets. */
export type SaveAgentGroupInput = {
  /** The group to change; a new one is made when left out. */
  groupId?: string | null | undefined;
  /** Its code, unique, at most 50 characters. */
  code: string;
  /** What it is called in Chinese. */
  nameZh: string;
  /** What it is called in English. */
  nameEn: string;
  /** The unit it belongs to; none when left out. */
  departmentId?: string | null | undefined;
  /** Who leads it; nobody when left out. */
  managerId?: string | null | undefined;
  /** Who stands in for the manager; nobody when left out. */
  deputyId?: string | null | undefined;
  /** Whether it takes tickets. */
  active: boolean;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Everything about an agent that an administrator sets. */
export type SaveAgentInput = {
  /** The agent to change; a new one is made when left out. */
  agentId?: string | null | undefined;
  /** The `sub` of their token; unique. */
  externalKey: string;
  /** The name that is shown, at most 100 characters. */
  name: string;
  /** Keys of roles, as `AGENT`; none may exceed the caller's. */
  roles: Array<string>;
  /** What they can do, as routing asks for it. */
  skills: Array<string>;
  /** How many tickets may wait for them at a time, 0 to 1000. */
  capacity: number;
  /** Whether they work here; who leaves goes offline. */
  active: boolean;
  /** The language they are written to. */
  language: Language;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A business calendar. */
export type SaveCalendarInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `cal_…`. */
  id?: string | null | undefined;
  /** What it is called. */
  name: NameInput;
  /** IANA time zone of its hours. */
  timeZone?: string;
  /** Open hours by weekday. */
  weekly: WeeklyHoursInput;
  /** Whether public holidays are closed and swapped weekends open (调休). */
  chineseHolidays?: boolean;
  /** Hours of swapped working days; Monday's when left out. */
  swappedDayHours?: Array<string> | null | undefined;
  /** Single days that are otherwise; each date once. */
  exceptions?: Array<CalendarExceptionInput> | null | undefined;
  /** Channels whose online clocks go by it. */
  channels?: Array<Channel> | null | undefined;
};

/** A call plan (回访计划). */
export type SaveCallPlanInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `cpl_…`. */
  id?: string | null | undefined;
  /** Its code, unique. */
  code: string;
  /** What it is called. */
  name: NameInput;
  /** Whether it plans calls. */
  active?: boolean;
  /** On what occasion it calls. */
  trigger: CallTrigger;
  /** For GRADE: calls by grade. */
  monthly?: Array<MonthlyCallsInput> | null | undefined;
  /** For QUARTERLY: these grades alone; every member when left out. */
  grades?: Array<Grade> | null | undefined;
  /** For AFTER_COMPLAINT (day 3 to 7 when left out), AFTER_RECEIPT (business day 7 to 15), OCCASION. */
  window?: DayWindowInput | null | undefined;
  /** For AFTER_COMPLAINT: the items whose tickets count, with all below them. */
  itemIds?: Array<string> | null | undefined;
  /** How the customer is spoken to; of no account for GRADE. */
  channel?: CallChannel;
  /** The group whose agents make the calls. */
  groupId: string;
  /** In whose open hours calls begin and messages are sent. */
  calendarId: string;
  /** The script, needed for calls by phone. */
  scriptId?: string | null | undefined;
  /** What is sent by SMS, needed for that; placeholders as in scripts. */
  message?: NameInput | null | undefined;
  /** How often a customer who is not reached is tried, 1 to 20. */
  mostAttempts?: number;
  /** After what time they are tried again; two hours when left out. */
  retryAfter?: string | null | undefined;
};

/** A branching call script (话术). */
export type SaveCallScriptInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `csc_…`. */
  id?: string | null | undefined;
  /** Its code, unique. */
  code: string;
  /** What it is called. */
  name: NameInput;
  /** Its nodes; it begins with the first. */
  nodes: Array<CallScriptNodeInput>;
};

/** A service desk (服务台). */
export type SaveDeskInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `dsk_…`. */
  id?: string | null | undefined;
  /** What it is called. */
  name: NameInput;
  /** The group that takes what has no other. */
  defaultGroupId?: string | null | undefined;
  /** Whether an item's responsible group comes before the default group. */
  honoursTies?: boolean;
  /** Whether it takes what no other desk claims; there is one such desk. */
  isDefault?: boolean;
  /** The channels it claims. */
  channels?: Array<Channel> | null | undefined;
  /** The stores it claims. */
  storeCodes?: Array<string> | null | undefined;
  /** The menus it claims. */
  menuIds?: Array<string> | null | undefined;
};

/** The chat robot of a group. */
export type SaveGroupRobotInput = {
  /** The group. */
  groupId: string;
  /** The robot; left out, the group has none from now on. */
  robot?: RobotInput | null | undefined;
  /** What it tells of the group's tickets. */
  reasons: Array<NotificationReason>;
  /** In which language. */
  language?: Language;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A program to let in or to shut out. */
export type SaveIntegrationInput = {
  /** The `sub` of its token; a new one is registered. */
  externalKey: string;
  /** What it is called, at most 100 characters. */
  name: string;
  /** Whether it is let in, whatever its token grants. */
  active: boolean;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A navigation menu (导航菜单) of one channel. */
export type SaveMenuInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `mnu_…`. */
  id?: string | null | undefined;
  /** The channel that shows it. */
  channel: Channel;
  /** Its top lines, at most 200. */
  entries: Array<MenuEntryInput>;
};

/** What is to change about how an agent is told things. What is left out stays. */
export type SaveNotificationPreferencesInput = {
  /** Whose; the caller's own when left out. Others' need `organisation.write`. */
  agentId?: string | null | undefined;
  /** An e-mail address. Left out it stays; null takes it away. */
  email?: string | null | undefined;
  /** A number for SMS in any form; +86 by default. Left out it stays; null takes it away. */
  mobile?: string | null | undefined;
  /** An own chat robot. Left out it stays; null takes it away. */
  robot?: RobotInput | null | undefined;
  /** All choices from now on. Of a channel that is named, what is not named is off; one that is not named, and every one with null, has its defaults. */
  choices?: Array<NotificationChoiceInput> | null | undefined;
  /** Quiet hours. Left out it stays; null takes it away. */
  quietHours?: QuietHoursInput | null | undefined;
  /** Whether breached and escalated promises are told in quiet hours too; true with null. */
  urgentPasses?: boolean | null | undefined;
  /** When digests are sent; `09:00` with null. In the platform's time zone, as `22:00`. */
  digestAt?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Everything about a department or company that an administrator sets. */
export type SaveOrganisationUnitInput = {
  /** The unit to change; a new one is made when left out. */
  unitId?: string | null | undefined;
  /** Its level. */
  kind: UnitKind;
  /** Its code, unique, at most 50 characters. */
  code: string;
  /** What it is called in Chinese. */
  nameZh: string;
  /** What it is called in English. */
  nameEn: string;
  /** The unit above; none when left out. */
  parentId?: string | null | undefined;
  /** Who leads it; nobody when left out. */
  managerId?: string | null | undefined;
  /** Who stands in for the manager; nobody when left out. */
  deputyId?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A standard phrase (标准用语). */
export type SavePhraseInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `phr_…`. */
  id?: string | null | undefined;
  /** Its code, unique. */
  code: string;
  /** What it is called. */
  name: NameInput;
  /** What it says, at most 2,000 characters, with its blanks and `{customer}`, `{agent}`, `{group}`, `{item}`, `{number}` (the ticket's), `{member_code}`, `{store_code}`, `{order_code}`, `{date}`. */
  text: NameInput;
  /** What the agent fills in; each stands in both texts. */
  blanks?: Array<BlankInput> | null | undefined;
  /** The channels that it is for; every one when left out. */
  channels?: Array<Channel> | null | undefined;
  /** The groups that it is for; every one when left out. */
  groupIds?: Array<string> | null | undefined;
  /** The service items that it is for, with all below them; every one when left out. */
  itemIds?: Array<string> | null | undefined;
};

/** The definition of a procedure; tickets keep the version that they began with. */
export type SaveProcedureInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `prd_…`. */
  id?: string | null | undefined;
  /** Its code, unique: letters, digits, `_.-`, at most 64. */
  code: string;
  /** What it is called. */
  name: NameInput;
  /** The only mutation that begins it, if any. */
  intake?: string | null | undefined;
  /** The code of the step with which it begins. */
  first: string;
  /** A list of its steps. Keys as in the files of packs (docs/procedures.md): `code`, `title`, `taken_by`, `group_id` (`grp_…`), `clock` (`calendar_id` as `cal_…`), `shows`, `entering`, `outcomes`. */
  steps: unknown;
  /** Answers by reason, `{zh, en}` each. */
  answers?: unknown;
  /** Effects of every end but DONE. */
  unlessDone?: unknown;
  /** What happens at the hard deadline. */
  atDeadline?: unknown;
  /** How many values before a change may miss, per member and day; 1 to 1000. */
  mismatchesADay?: number;
};

/** A routing rule: if `when`, then `then`. */
export type SaveRoutingRuleInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `rul_…`. */
  id?: string | null | undefined;
  /** What it is called. */
  name: NameInput;
  /** Its place: rules are tried by position, then id. */
  position?: number;
  /** Whether it is tried. */
  active?: boolean;
  /** When it applies. */
  when: RoutingConditionInput;
  /** What it does. */
  then: RoutingActionsInput;
};

/** A node of the service catalog (服务目录). */
export type SaveServiceItemInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `svc_…`. */
  id?: string | null | undefined;
  /** The item above; a root when left out. */
  parentId?: string | null | undefined;
  /** Its code, unique: letters, digits, `_.-`, at most 64. */
  code: string;
  /** What it is called. */
  name: NameInput;
  /** What it is for. */
  description?: NameInput | null | undefined;
  /** Whether it is switched on. */
  active?: boolean;
  /** Whether tickets may be submitted under it. */
  submittable?: boolean;
  /** The responsible group (责任关系). */
  groupId?: string | null | undefined;
  /** The service desk. */
  deskId?: string | null | undefined;
  /** The SLA policy. */
  slaPolicyId?: string | null | undefined;
  /** The procedure that its tickets begin, `prd_…`. */
  procedureId?: string | null | undefined;
  /** JSON Schema (2020-12) of an object. */
  form?: unknown;
  /** Priority of a ticket that states none. */
  defaultPriority?: Priority | null | undefined;
  /** Skills that an agent needs. */
  skills?: Array<string> | null | undefined;
  /** Its place among its siblings. */
  position?: number;
};

/** What is promised about tickets (SLA). */
export type SaveSlaPolicyInput = {
  /** The draft to write it into; published at once when left out. */
  draftId?: string | null | undefined;
  /** The draft's version that the caller read (else CONFLICT); without a draft the configuration's, and CONFIGURATION_MOVED_ON tells that this entry changed since. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The one to change; a new one is made when left out. `pol_…`. */
  id?: string | null | undefined;
  /** What it is called. */
  name: NameInput;
  /** Its business calendar. */
  calendarId: string;
  /** Its promises. */
  promises: Array<PromiseInput>;
  /** Business days in total that a clock may stop for the requester: `5`, `1/2`. */
  waitingLimitDays?: string;
  /** How long a solved ticket can be reopened. */
  reopenWithin?: string;
};

/** The next of recurring times (定时). */
export type ScheduleTargetInput = {
  /** Times of day, as `09:00`; each is to be met for itself. */
  times: Array<string>;
  /** How often it has a day. */
  every?: Every;
  /** Its days of the week, if it is weekly. */
  weekdays?: Array<Weekday> | null | undefined;
  /** Its days of the month, if it is monthly or quarterly; a day that a month lacks is its last. */
  daysOfMonth?: Array<number> | null | undefined;
  /** Whether days are the working days of the policy's calendar. */
  businessDays?: boolean;
};

/** A one-time code that is to be sent. */
export type SendVerificationCodeInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** Whether an agent takes work. */
export type SetAvailabilityInput = {
  /** The presence from now on. */
  presence: Presence;
  /** Whose; the caller's own when left out. Others need `roster.write`. */
  agentId?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A customer who is not to be called again. */
export type SetDoNotCallInput = {
  /** The customer, `cus_…`. */
  customerId: string;
  /** What they said, at most 2,000 characters; kept out of the log. */
  reason: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A flag (旗帜备注). */
export type SetFlagInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The colour; null takes the flag away. */
  colour?: FlagColour | null | undefined;
  /** What it says, at most 500 characters. */
  content?: string;
  /** The date it names; today when left out. */
  onDate?: string | null | undefined;
};

/** Who works in a group. */
export type SetGroupMembersInput = {
  /** The group. */
  groupId: string;
  /** All who work in it from now on. */
  agentIds: Array<string>;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A request to try. */
export type SimulateRoutingInput = {
  /** The service item; it must take tickets. */
  serviceItemId: string;
  /** How it comes in. */
  channel?: Channel;
  /** The store it belongs to. */
  storeCode?: string | null | undefined;
  /** The priority that is stated. */
  priority?: Priority | null | undefined;
  /** The form, or the part of it that rules look at; it is not checked. */
  form?: unknown;
  /** The requester's grade. */
  requesterGrade?: Grade | null | undefined;
  /** The menu it was chosen from. */
  menuId?: string | null | undefined;
  /** As if this open draft were published; it must be fit for it. */
  draftId?: string | null | undefined;
};

/** A snooze. */
export type SnoozeTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** When it comes back, within the coming year. */
  until: string;
};

/** A solution. */
export type SolveTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** A public reply with the outcome; needed when nobody has answered yet. */
  resolution?: string | null | undefined;
};

/** Who takes a step. */
export type StepTakenBy =
  | 'AGENT'
  | 'GROUP_MANAGER'
  | 'DEPARTMENT_MANAGER'
  | 'COMPANY_MANAGER'
  | 'REQUESTER'
  | 'SYSTEM';

/** A paper of a store that names its legal person. */
export type StoreDocument =
  | 'BUSINESS_LICENCE'
  | 'FOOD_PERMIT'
  | 'MEDICAL_DEVICE_FILING';

/** A paper of the store, as a file. */
export type StoreDocumentInput = {
  /** Which. */
  kind: StoreDocument;
  /** The caller's uploaded file, `att_…`, sent with the purpose of that name. */
  attachmentId: string;
};

/** A request for a purchase invoice (购货发票). */
export type SubmitInvoiceRequestInput = {
  /** The order (订单编号). */
  orderCode: string;
  /** Which kind. */
  kind: InvoiceKind;
  /** To whom it is made out. */
  buyer: InvoiceBuyerInput;
  /** The lines to invoice, each whole; 1 to 100. */
  lines: Array<InvoiceLineInput>;
  /** Anything else, at most 20,000 characters. */
  remark?: string;
  /** How it came in. */
  channel?: Channel;
  /** The submitting system's own id. */
  externalId?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A request to change a member's information (基础信息变更). */
export type SubmitMemberChangeInput = {
  /** The member (会员编号). */
  memberCode: string;
  /** The fields to change, each once. */
  changes: Array<MemberChangeInput>;
  /** The copy of the ID card: the caller's uploaded file, `att_…`, sent as `ID_CARD_COPY`. */
  idCopyId: string;
  /** The three papers, where the name of a member is changed whom a store is tied to. */
  documents?: Array<StoreDocumentInput>;
  /** How it came in. */
  channel?: Channel;
  /** The submitting system's own id. */
  externalId?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A request to delete an order (删单), and with it the membership that it registered. */
export type SubmitOrderDeletionInput = {
  /** The order (订单编号); or give the member. */
  orderCode?: string | null | undefined;
  /** The member that the order registered (会员编号); finds the order. */
  memberCode?: string | null | undefined;
  /** Why; at most 500 characters. */
  reason: string;
  /** How it came in. */
  channel?: Channel;
  /** The submitting system's own id. */
  externalId?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A request to reset a member's password (密码重置). */
export type SubmitPasswordResetInput = {
  /** The member (会员编号). */
  memberCode: string;
  /** The copy of the ID card: the caller's uploaded file, `att_…`, sent as `ID_CARD_COPY`. */
  idCopyId: string;
  /** How it came in. */
  channel?: Channel;
  /** The submitting system's own id. */
  externalId?: string | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** What is submitted. */
export type SubmitTicketInput = {
  /** The service item; it must take tickets. */
  serviceItemId: string;
  /** What it is about, in one line of at most 200 characters. */
  title: string;
  /** What is asked, at most 20,000 characters. */
  description?: string;
  /** How it came in. */
  channel?: Channel;
  /** The item's form, by its JSON Schema. */
  form?: unknown;
  /** The order that it concerns. */
  orderCode?: string | null | undefined;
  /** The member that it concerns, when a store manager submits. */
  memberCode?: string | null | undefined;
  /** For whom. Needs `ticket.submit_for_others`. */
  requester?: RequesterInput | null | undefined;
  /** How urgent. Needs `ticket.work`; else the item's and the rules decide. */
  priority?: Priority | null | undefined;
  /** Tags to begin with. */
  tags?: Array<string> | null | undefined;
  /** The submitting system's own id, unique per submitter. */
  externalId?: string | null | undefined;
  /** The menu it was chosen from. */
  menuId?: string | null | undefined;
  /** Files that the caller uploaded (createAttachmentUpload), at most 20; each hangs on one ticket only. */
  attachmentIds?: Array<string> | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A step that is taken. */
export type TakeStepInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The code of a step that is current. */
  step: string;
  /** The code of one of its outcomes. */
  outcome: string;
  /** What the outcome's JSON Schema asks for. */
  fields?: unknown;
  /** Why, at most 2,000 characters; where the procedure ends, the submitter is told it. */
  note?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A call that the caller is going to make. */
export type TakeVerificationCallInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
};

/** How a list of tickets is ordered. */
export type TicketOrder =
  | 'CREATED_AT_DESC'
  | 'CREATED_AT_ASC'
  | 'UPDATED_AT_DESC'
  | 'UPDATED_AT_ASC';

/** Whom a ticket waits for, or how it ended. */
export type TicketStatus =
  | 'NEW'
  | 'OPEN'
  | 'WAITING_ON_REQUESTER'
  | 'WAITING_ON_THIRD_PARTY'
  | 'SNOOZED'
  | 'SOLVED'
  | 'CLOSED'
  | 'DECLINED'
  | 'CANCELLED';

/** By which tickets are followed. Every part that is given must hold. */
export type TicketUpdatesFilter = {
  /** One of these statuses. */
  status?: Array<TicketStatus> | null | undefined;
  /** One of these priorities. */
  priority?: Array<Priority> | null | undefined;
  /** One of these channels. */
  channel?: Array<Channel> | null | undefined;
  /** One of these groups. */
  groupId?: Array<string> | null | undefined;
  /** Assigned to one of these agents. */
  assigneeId?: Array<string> | null | undefined;
  /** True: in a queue; false: assigned to somebody. */
  unassigned?: boolean | null | undefined;
  /** Under one of these service items. */
  serviceItemId?: Array<string> | null | undefined;
  /** Of one of these stores. */
  storeCode?: Array<string> | null | undefined;
  /** Of one of these members. */
  memberCode?: Array<string> | null | undefined;
  /** Carrying all of these tags. */
  tags?: Array<string> | null | undefined;
};

/** Which tickets are listed. Every part that is given must hold. */
export type TicketsFilter = {
  /** One of these statuses. */
  status?: Array<TicketStatus> | null | undefined;
  /** One of these priorities. */
  priority?: Array<Priority> | null | undefined;
  /** One of these channels. */
  channel?: Array<Channel> | null | undefined;
  /** One of these groups. */
  groupId?: Array<string> | null | undefined;
  /** Assigned to one of these agents. */
  assigneeId?: Array<string> | null | undefined;
  /** True: in a queue; false: assigned to somebody. */
  unassigned?: boolean | null | undefined;
  /** Under one of these service items. */
  serviceItemId?: Array<string> | null | undefined;
  /** Of one of these stores. */
  storeCode?: Array<string> | null | undefined;
  /** Of one of these members. */
  memberCode?: Array<string> | null | undefined;
  /** Carrying all of these tags. */
  tags?: Array<string> | null | undefined;
  /** Of this customer. */
  customerId?: string | null | undefined;
  /** About this order. */
  orderCode?: string | null | undefined;
  /** With this external id. */
  externalId?: string | null | undefined;
  /** Came in at or after this instant. */
  createdFrom?: string | null | undefined;
  /** Came in before this instant. */
  createdBefore?: string | null | undefined;
  /** Holding each of these words, Chinese or English, in title, description, public replies or codes. */
  text?: string | null | undefined;
};

/** Level of an organisation unit. */
export type UnitKind =
  | 'COMPANY'
  | 'DEPARTMENT';

/** Whose number is to be shown, for which work, and why. Give ticketId or callId. */
export type UnmaskCustomerPhoneInput = {
  /** The ticket of the customer, `tkt_…`. */
  ticketId?: string | null | undefined;
  /** The planned call to the customer, `pcl_…`. */
  callId?: string | null | undefined;
  /** Why it is needed, 1 to 500 characters. It is kept with the record, not in the event log. */
  reason: string;
};

/** Which value is to be shown, and why. */
export type UnmaskFieldInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** A step of the ticket, `stp_…`, into whose `fields` the path is. */
  stepId?: string | null | undefined;
  /** Path into the ticket's `form`, or the step's `fields`, as `phone` or `changes.0.after`. */
  path: string;
  /** Why it is needed, 1 to 500 characters. It is kept with the record, not in the event log. */
  reason: string;
};

/** What is to change about a customer. What is left out stays. */
export type UpdateCustomerInput = {
  /** The customer, `cus_…`. */
  customerId: string;
  /** The name. Left out it stays; null clears it. */
  name?: string | null | undefined;
  /** The phone number in any form; +86 by default. Left out it stays; null clears it. */
  phone?: string | null | undefined;
  /** The platform's member code (会员编号). Left out it stays; null clears it. */
  memberCode?: string | null | undefined;
  /** The store that looks after them. Left out it stays; null clears it. */
  storeCode?: string | null | undefined;
  /** The customer grade. Left out it stays; null clears it. */
  grade?: Grade | null | undefined;
  /** What to remember, at most 2,000 characters. Left out it stays; null clears it. */
  note?: string | null | undefined;
  /** The version that the caller read; CONFLICT when it is another by now. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** A ticket whose requester asks for haste. */
export type UrgeTicketInput = {
  /** Global id of the ticket. */
  ticketId: string;
  /** The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation. */
  idempotencyKey?: string | null | undefined;
};

/** How a call went. Who answers the registered number consents or refuses; the new one is confirmed or not. */
export type VerificationOutcome =
  | 'CONSENTED'
  | 'REFUSED'
  | 'UNREACHABLE'
  | 'CONFIRMED'
  | 'NOT_CONFIRMED';

/** A day of the week. */
export type Weekday =
  | 'MONDAY'
  | 'TUESDAY'
  | 'WEDNESDAY'
  | 'THURSDAY'
  | 'FRIDAY'
  | 'SATURDAY'
  | 'SUNDAY';

/** Open hours of each weekday. */
export type WeeklyHoursInput = {
  /** Open hours, as `09:00-18:00`, several if wished; closed when left out. */
  monday?: Array<string> | null | undefined;
  /** Open hours, as `09:00-18:00`, several if wished; closed when left out. */
  tuesday?: Array<string> | null | undefined;
  /** Open hours, as `09:00-18:00`, several if wished; closed when left out. */
  wednesday?: Array<string> | null | undefined;
  /** Open hours, as `09:00-18:00`, several if wished; closed when left out. */
  thursday?: Array<string> | null | undefined;
  /** Open hours, as `09:00-18:00`, several if wished; closed when left out. */
  friday?: Array<string> | null | undefined;
  /** Open hours, as `09:00-18:00`, several if wished; closed when left out. */
  saturday?: Array<string> | null | undefined;
  /** Open hours, as `09:00-18:00`, several if wished; closed when left out. */
  sunday?: Array<string> | null | undefined;
};

/** Not before a day, not after a day (时间窗). */
export type WindowTargetInput = {
  /** It is too early before this day begins; the day of the event is day 0. */
  fromDay?: number;
  /** It is due when this day ends. */
  toDay: number;
  /** Whether days are the working days of the policy's calendar. */
  businessDays?: boolean;
};

export type AcknowledgeEscalationMutationVariables = Exact<{
  input: AcknowledgeEscalationInput;
}>;


export type AcknowledgeEscalationMutation = { acknowledgeEscalation: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type AddInternalNoteMutationVariables = Exact<{
  input: AddInternalNoteInput;
}>;


export type AddInternalNoteMutation = { addInternalNote: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, comment: { id: string, body: string, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type AddTagsMutationVariables = Exact<{
  input: AddTagsInput;
}>;


export type AddTagsMutation = { addTags: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, tags: Array<string>, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type AgentGroupsQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentGroupsQuery = { agentGroups: Array<{ id: string, code: string, active: boolean, version: number, name: { zh: string, en: string, text: string }, department: { id: string, code: string } | null, manager: { id: string, name: string } | null, deputy: { id: string, name: string } | null, members: Array<{ id: string, name: string, presence: Presence }> }> };

export type AgentsQueryVariables = Exact<{
  groupId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AgentsQuery = { agents: { nodes: Array<{ id: string, name: string, presence: Presence, active: boolean, skills: Array<string>, capacity: number, roles: Array<string> | null, language: Language | null, externalKey: string | null, version: number }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AskActAgainMutationVariables = Exact<{
  input: AskActAgainInput;
}>;


export type AskActAgainMutation = { askActAgain: { act: { id: string, kind: PlatformActKind, state: PlatformActState, tries: number, nextAt: string | null, settledAt: string | null } | null, ticket: { id: string, number: number, version: number, status: TicketStatus } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type AssignTicketMutationVariables = Exact<{
  input: AssignTicketInput;
}>;


export type AssignTicketMutation = { assignTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type CalendarsQueryVariables = Exact<{ [key: string]: never; }>;


export type CalendarsQuery = { calendars: Array<{ id: string, timeZone: string, chineseHolidays: boolean, swappedDayHours: Array<string> | null, channels: Array<Channel>, name: { zh: string, en: string, text: string }, weekly: { monday: Array<string>, tuesday: Array<string>, wednesday: Array<string>, thursday: Array<string>, friday: Array<string>, saturday: Array<string>, sunday: Array<string> }, exceptions: Array<{ date: string, hours: Array<string> }> }> };

export type CallPlanCoverageQueryVariables = Exact<{
  planId: string;
  from: string;
  to: string;
}>;


export type CallPlanCoverageQuery = { callPlanCoverage: { planned: number, done: number, reached: number, missed: number, open: number, cancelled: number, percent: number | null } };

export type CallsDueQueryVariables = Exact<{
  agentId?: string | null | undefined;
  groupId?: string | null | undefined;
  day?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CallsDueQuery = { callsDue: { nodes: Array<{ id: string, version: number, state: CallState, notBefore: string, due: string, attemptCount: number, orderCode: string | null, customer: { id: string, name: string | null, phone: string | null } | null, ticket: { id: string, number: number } | null, plan: { id: string, name: { text: string }, script: { id: string, nodes: Array<{ code: string, text: { text: string }, answers: Array<{ code: string, next: string | null, outcome: CallOutcome | null, label: { text: string } }> }> } | null } | null, attempts: Array<{ at: string, outcome: CallOutcome, notes: string, namedTime: string | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CancelTicketMutationVariables = Exact<{
  input: CancelTicketInput;
}>;


export type CancelTicketMutation = { cancelTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type ChangePriorityMutationVariables = Exact<{
  input: ChangePriorityInput;
}>;


export type ChangePriorityMutation = { changePriority: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type CloseTicketMutationVariables = Exact<{
  input: CloseTicketInput;
}>;


export type CloseTicketMutation = { closeTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type ConfigurationDraftQueryVariables = Exact<{
  id: string;
}>;


export type ConfigurationDraftQuery = { configurationDraft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null };

export type ConfigurationDraftsQueryVariables = Exact<{ [key: string]: never; }>;


export type ConfigurationDraftsQuery = { configurationDrafts: Array<{ id: string, title: string, status: DraftStatus, version: number, baseVersion: number, createdAt: string, authorKey: string }> };

export type ConfigurationVersionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ConfigurationVersionsQuery = { configurationVersions: { nodes: Array<{ number: number, publishedAt: string, title: string, authorKey: string, revertsTo: number | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ConfigurationQueryVariables = Exact<{
  version?: number | null | undefined;
}>;


export type ConfigurationQuery = { configuration: { number: number, publishedAt: string, title: string, authorKey: string, revertsTo: number | null } | null };

export type CreateAttachmentUploadMutationVariables = Exact<{
  input: CreateAttachmentUploadInput;
}>;


export type CreateAttachmentUploadMutation = { createAttachmentUpload: { uploadUrl: string | null, expiresAt: string | null, attachment: { id: string, purpose: AttachmentPurpose, sensitive: boolean, state: AttachmentState, fileName: string | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type CreateConfigurationDraftMutationVariables = Exact<{
  input: CreateConfigurationDraftInput;
}>;


export type CreateConfigurationDraftMutation = { createConfigurationDraft: { draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type CreateIntegrationTokenMutationVariables = Exact<{
  input: CreateIntegrationTokenInput;
}>;


export type CreateIntegrationTokenMutation = { createIntegrationToken: { secret: string | null, integrationToken: { id: string, name: string, permissions: Array<string>, stores: Array<string>, seesAll: boolean, expiresAt: string, version: number, groups: Array<{ id: string, code: string }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type CustomerByPhoneQueryVariables = Exact<{
  phone: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CustomerByPhoneQuery = { customer: { id: string, version: number, name: string | null, phone: string | null, memberCode: string | null, storeCode: string | null, grade: Grade | null, note: string, createdAt: string, tickets: { nodes: Array<{ id: string, number: number, title: string, status: TicketStatus, createdAt: string, serviceItem: { id: string, name: { text: string } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type DesksQueryVariables = Exact<{ [key: string]: never; }>;


export type DesksQuery = { desks: Array<{ id: string, isDefault: boolean, honoursTies: boolean, channels: Array<Channel>, storeCodes: Array<string>, name: { zh: string, en: string, text: string }, defaultGroup: { id: string, code: string } | null, menus: Array<{ id: string }> }> };

export type DiscardConfigurationDraftMutationVariables = Exact<{
  input: DiscardConfigurationDraftInput;
}>;


export type DiscardConfigurationDraftMutation = { discardConfigurationDraft: { draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type EnterVerificationCodeMutationVariables = Exact<{
  input: EnterVerificationCodeInput;
}>;


export type EnterVerificationCodeMutation = { enterVerificationCode: { entry: CodeEntry | null, triesLeft: number, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type EraseCustomerMutationVariables = Exact<{
  input: EraseCustomerInput;
}>;


export type EraseCustomerMutation = { eraseCustomer: { customer: { id: string, version: number, erasedAt: string | null, erasures: Array<{ reason: string, at: string }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type EventFeedQueryVariables = Exact<{
  filter?: EventsFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EventFeedQuery = { events: { endCursor: string, hasNextPage: boolean, nodes: Array<{ id: string, kind: string, subjectKind: string, subjectId: string | null, revision: number, at: string, actorKind: ActorKind, actorKey: string, data: unknown }> } };

export type FeedCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type FeedCursorQuery = { feedCursor: string };

export type GiveUpActMutationVariables = Exact<{
  input: GiveUpActInput;
}>;


export type GiveUpActMutation = { giveUpAct: { act: { id: string, kind: PlatformActKind, state: PlatformActState, tries: number, nextAt: string | null, settledAt: string | null } | null, ticket: { id: string, number: number, version: number, status: TicketStatus } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type GroupRobotsQueryVariables = Exact<{ [key: string]: never; }>;


export type GroupRobotsQuery = { groupRobots: Array<{ kind: RobotKind, reasons: Array<NotificationReason>, language: Language, group: { id: string, code: string, name: { text: string } } | null }> };

export type HolidayYearsQueryVariables = Exact<{ [key: string]: never; }>;


export type HolidayYearsQuery = { holidayYears: Array<{ year: number, daysOff: Array<string>, workingDays: Array<string>, source: string, version: number }> };

export type IdentifyCallerMutationVariables = Exact<{
  input: IdentifyCallerInput;
}>;


export type IdentifyCallerMutation = { identifyCaller: { customer: { id: string, version: number, name: string | null, phone: string | null, memberCode: string | null, storeCode: string | null, grade: Grade | null, note: string, tickets: { nodes: Array<{ id: string, number: number, title: string, status: TicketStatus, createdAt: string }> } } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type InboxCountQueryVariables = Exact<{
  filter?: TicketsFilter | null | undefined;
}>;


export type InboxCountQuery = { tickets: { totalCount: number } };

export type InboxQueryVariables = Exact<{
  filter?: TicketsFilter | null | undefined;
  orderBy?: TicketOrder;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InboxQuery = { tickets: { nodes: Array<{ id: string, number: number, version: number, title: string, status: TicketStatus, priority: Priority, channel: Channel, storeCode: string | null, tags: Array<string>, flag: FlagColour | null, createdAt: string, updatedAt: string, requester: { kind: ActorKind, key: string }, serviceItem: { id: string, code: string, name: { text: string } } | null, group: { id: string, code: string, name: { text: string } }, assignee: { id: string, name: string, presence: Presence } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type InstallPackMutationVariables = Exact<{
  input: InstallPackInput;
}>;


export type InstallPackMutation = { installPack: { units: Array<string>, groups: Array<string>, unstaffed: Array<string>, changed: number, configuration: { number: number, publishedAt: string, title: string } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type IntegrationTokensQueryVariables = Exact<{
  integrationId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type IntegrationTokensQuery = { integrationTokens: { nodes: Array<{ id: string, name: string, permissions: Array<string>, stores: Array<string>, seesAll: boolean, expiresAt: string, createdAt: string, createdByKey: string, lastUsedAt: string | null, revokedAt: string | null, version: number, integration: { id: string, externalKey: string, name: string } | null, groups: Array<{ id: string, code: string }> }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type IntegrationsQueryVariables = Exact<{ [key: string]: never; }>;


export type IntegrationsQuery = { integrations: Array<{ id: string, externalKey: string, name: string, active: boolean, version: number }> };

export type InvoiceEligibilityQueryVariables = Exact<{
  orderCode: string;
}>;


export type InvoiceEligibilityQuery = { invoiceEligibility: { allowed: boolean, refusals: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }>, kinds: Array<{ kind: InvoiceKind, open: boolean, latestIssueDate: string, closesAt: string }>, linesLeft: Array<{ number: number, name: string, specification: string, unit: string, quantity: number, amount: { amount: unknown, currency: string } }> } };

export type IssueInvoiceMutationVariables = Exact<{
  input: IssueInvoiceInput;
}>;


export type IssueInvoiceMutation = { issueInvoice: { ticket: { id: string, number: number, version: number, status: TicketStatus, orderCode: string | null, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type LearnHolidaysMutationVariables = Exact<{
  input: LearnHolidaysInput;
}>;


export type LearnHolidaysMutation = { learnHolidays: { holidays: { year: number, daysOff: Array<string>, workingDays: Array<string>, source: string, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type LinkTicketsMutationVariables = Exact<{
  input: LinkTicketsInput;
}>;


export type LinkTicketsMutation = { linkTickets: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, links: Array<{ kind: LinkKind, isSource: boolean, ticket: { id: string, number: number } | null }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type MarkNotificationsReadMutationVariables = Exact<{
  input: MarkNotificationsReadInput;
}>;


export type MarkNotificationsReadMutation = { markNotificationsRead: { unreadNotificationCount: number, notifications: Array<{ id: string, readAt: string | null }>, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type MemberChangeEligibilityQueryVariables = Exact<{
  memberCode: string;
}>;


export type MemberChangeEligibilityQuery = { memberChangeEligibility: { allowed: boolean, mismatchesLeft: number, frozenUntil: string | null, fields: Array<{ field: MemberField, selfService: boolean, needs: Array<ChangeNeed>, inProgress: boolean }>, refusals: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type MenusQueryVariables = Exact<{ [key: string]: never; }>;


export type MenusQuery = { menus: Array<{ id: string, channel: Channel, entries: Array<{ name: { text: string } | null, item: { id: string, code: string }, children: Array<{ name: { text: string } | null, item: { id: string, code: string } }> }> }> };

export type MergeTicketsMutationVariables = Exact<{
  input: MergeTicketsInput;
}>;


export type MergeTicketsMutation = { mergeTickets: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type MoveTicketMutationVariables = Exact<{
  input: MoveTicketInput;
}>;


export type MoveTicketMutation = { moveTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type NavigationMenuQueryVariables = Exact<{
  channel: Channel;
}>;


export type NavigationMenuQuery = { navigationMenu: Array<{ menuId: string, name: { text: string }, item: { id: string, code: string, submittable: boolean }, children: Array<{ menuId: string, name: { text: string }, item: { id: string, code: string, submittable: boolean }, children: Array<{ menuId: string, name: { text: string }, item: { id: string, code: string, submittable: boolean } }> }> }> };

export type NotificationPreferencesQueryVariables = Exact<{ [key: string]: never; }>;


export type NotificationPreferencesQuery = { viewer: { notificationPreferences: { email: string | null, mobile: string | null, robot: RobotKind | null, urgentPasses: boolean, digestAt: string, choices: Array<{ channel: NotificationChannel, reason: NotificationReason, wish: NotificationWish }>, quietHours: { begins: string, ends: string } | null } | null } };

export type NotificationReceivedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type NotificationReceivedSubscription = { notificationReceived: { cursor: string, notification: { id: string, reason: NotificationReason, level: number | null, at: string, readAt: string | null, ticket: { id: string, number: number, title: string, status: TicketStatus, priority: Priority } | null } } };

export type NotificationsQueryVariables = Exact<{
  unreadOnly?: boolean;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type NotificationsQuery = { unreadNotificationCount: number, notifications: { nodes: Array<{ id: string, reason: NotificationReason, level: number | null, at: string, readAt: string | null, ticket: { id: string, number: number, title: string, status: TicketStatus, priority: Priority } | null, call: { id: string, state: CallState, due: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OpenAttachmentMutationVariables = Exact<{
  input: OpenAttachmentInput;
}>;


export type OpenAttachmentMutation = { openAttachment: { downloadUrl: string | null, expiresAt: string | null, attachment: { id: string, fileName: string | null, contentType: string | null, size: number | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type OrderDeletionEligibilityQueryVariables = Exact<{
  orderCode: string;
}>;


export type OrderDeletionEligibilityQuery = { orderDeletionEligibility: { allowed: boolean, way: DeletionWay, opensAt: string, closesAt: string, shipped: boolean, feeExpiresAt: string | null, registeredMember: string | null, dependents: Array<string>, fee: { amount: unknown, currency: string } | null, refusals: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type OrganisationUnitsQueryVariables = Exact<{ [key: string]: never; }>;


export type OrganisationUnitsQuery = { organisationUnits: Array<{ id: string, kind: UnitKind, code: string, version: number, name: { zh: string, en: string, text: string }, parent: { id: string, code: string } | null, manager: { id: string, name: string } | null, deputy: { id: string, name: string } | null }> };

export type PasswordResetEligibilityQueryVariables = Exact<{
  memberCode: string;
}>;


export type PasswordResetEligibilityQuery = { passwordResetEligibility: { allowed: boolean, refusals: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type PhrasesQueryVariables = Exact<{ [key: string]: never; }>;


export type PhrasesQuery = { phrases: Array<{ id: string, code: string, channels: Array<Channel>, name: { zh: string, en: string }, text: { zh: string, en: string }, blanks: Array<{ code: string, label: { zh: string, en: string } }>, groups: Array<{ id: string, code: string }>, items: Array<{ id: string, code: string }> }> };

export type PlanCallMutationVariables = Exact<{
  input: PlanCallInput;
}>;


export type PlanCallMutation = { planCall: { call: { id: string, version: number, state: CallState, outcome: CallOutcome | null, notBefore: string, due: string, attemptCount: number, openedTicket: { id: string, number: number } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type PlanShiftMutationVariables = Exact<{
  input: PlanShiftInput;
}>;


export type PlanShiftMutation = { planShift: { shift: { id: string, startsAt: string, endsAt: string, agent: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type PostponeCallMutationVariables = Exact<{
  input: PostponeCallInput;
}>;


export type PostponeCallMutation = { postponeCall: { call: { id: string, version: number, state: CallState, outcome: CallOutcome | null, notBefore: string, due: string, attemptCount: number, openedTicket: { id: string, number: number } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type ProcedureDefinitionsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProcedureDefinitionsQuery = { procedureDefinitions: Array<{ id: string, code: string, intake: string | null, first: string, steps: unknown, answers: unknown, unlessDone: unknown, atDeadline: unknown, name: { zh: string, en: string, text: string } }> };

export type PublishConfigurationMutationVariables = Exact<{
  input: PublishConfigurationInput;
}>;


export type PublishConfigurationMutation = { publishConfiguration: { configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RecordCallMutationVariables = Exact<{
  input: RecordCallInput;
}>;


export type RecordCallMutation = { recordCall: { call: { id: string, version: number, state: CallState, outcome: CallOutcome | null, notBefore: string, due: string, attemptCount: number, openedTicket: { id: string, number: number } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RecordFeePaymentMutationVariables = Exact<{
  input: RecordFeePaymentInput;
}>;


export type RecordFeePaymentMutation = { recordFeePayment: { ticket: { id: string, number: number, version: number, status: TicketStatus, orderCode: string | null, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RecordLeaveMutationVariables = Exact<{
  input: RecordLeaveInput;
}>;


export type RecordLeaveMutation = { recordLeave: { leave: { id: string, startsAt: string, endsAt: string, reason: string | null, agent: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RecordPhoneVerificationMutationVariables = Exact<{
  input: RecordPhoneVerificationInput;
}>;


export type RecordPhoneVerificationMutation = { recordPhoneVerification: { ticket: { id: string, number: number, version: number, status: TicketStatus } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RefuseInvoiceMutationVariables = Exact<{
  input: RefuseInvoiceInput;
}>;


export type RefuseInvoiceMutation = { refuseInvoice: { ticket: { id: string, number: number, version: number, status: TicketStatus, orderCode: string | null, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RemoveConfigurationEntryMutationVariables = Exact<{
  input: RemoveConfigurationEntryInput;
}>;


export type RemoveConfigurationEntryMutation = { removeConfigurationEntry: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RemoveLeaveMutationVariables = Exact<{
  input: RemoveLeaveInput;
}>;


export type RemoveLeaveMutation = { removeLeave: { removedLeaveId: string | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RemoveShiftMutationVariables = Exact<{
  input: RemoveShiftInput;
}>;


export type RemoveShiftMutation = { removeShift: { removedShiftId: string | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RemoveTagsMutationVariables = Exact<{
  input: RemoveTagsInput;
}>;


export type RemoveTagsMutation = { removeTags: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, tags: Array<string>, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type ReopenTicketMutationVariables = Exact<{
  input: ReopenTicketInput;
}>;


export type ReopenTicketMutation = { reopenTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RepeatActMutationVariables = Exact<{
  input: RepeatActInput;
}>;


export type RepeatActMutation = { repeatAct: { act: { id: string, kind: PlatformActKind, state: PlatformActState, tries: number, nextAt: string | null, settledAt: string | null } | null, ticket: { id: string, number: number, version: number, status: TicketStatus } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type ReplyToTicketMutationVariables = Exact<{
  input: ReplyToTicketInput;
}>;


export type ReplyToTicketMutation = { replyToTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, comment: { id: string, body: string, phraseCode: string | null, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RequestInformationMutationVariables = Exact<{
  input: RequestInformationInput;
}>;


export type RequestInformationMutation = { requestInformation: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, comment: { id: string, body: string, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RetryDeliveriesMutationVariables = Exact<{
  input: RetryDeliveriesInput;
}>;


export type RetryDeliveriesMutation = { retryDeliveries: { deliveries: Array<{ id: string, state: DeliveryState, tries: number, nextAt: string | null }>, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RevertConfigurationMutationVariables = Exact<{
  input: RevertConfigurationInput;
}>;


export type RevertConfigurationMutation = { revertConfiguration: { configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RevokeIntegrationTokenMutationVariables = Exact<{
  input: RevokeIntegrationTokenInput;
}>;


export type RevokeIntegrationTokenMutation = { revokeIntegrationToken: { integrationToken: { id: string, revokedAt: string | null, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RevokeTokenMutationVariables = Exact<{
  input: RevokeTokenInput;
}>;


export type RevokeTokenMutation = { revokeToken: { tokenRevocation: { id: string, jti: string | null, actorKey: string | null, issuedBefore: string | null, expiresAt: string | null, reason: string, revokedAt: string, revokedByKey: string, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RevokeTokensOfMutationVariables = Exact<{
  input: RevokeTokensOfInput;
}>;


export type RevokeTokensOfMutation = { revokeTokensOf: { tokenRevocation: { id: string, jti: string | null, actorKey: string | null, issuedBefore: string | null, expiresAt: string | null, reason: string, revokedAt: string, revokedByKey: string, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type RosterQueryVariables = Exact<{
  from: string;
  to: string;
  agentId?: string | null | undefined;
  groupId?: string | null | undefined;
}>;


export type RosterQuery = { roster: { shifts: Array<{ id: string, startsAt: string, endsAt: string, agent: { id: string, name: string } | null }>, leaves: Array<{ id: string, startsAt: string, endsAt: string, reason: string | null, agent: { id: string, name: string } | null }> } };

export type RoutingDecisionQueryVariables = Exact<{
  ticketId: string;
}>;


export type RoutingDecisionQuery = { ticket: { id: string, routingDecision: { id: string, configurationVersion: number, why: string, subject: unknown, availability: unknown, decidedAt: string, group: { id: string, code: string } | null, agent: { id: string, name: string } | null } | null } | null };

export type RoutingRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type RoutingRulesQuery = { routingRules: Array<{ id: string, position: number, active: boolean, when: unknown, priority: Priority | null, addTags: Array<string>, stop: boolean, name: { zh: string, en: string, text: string }, group: { id: string, code: string } | null }> };

export type SaveAgentGroupMutationVariables = Exact<{
  input: SaveAgentGroupInput;
}>;


export type SaveAgentGroupMutation = { saveAgentGroup: { group: { id: string, code: string, active: boolean, version: number, name: { zh: string, en: string, text: string }, department: { id: string, code: string } | null, manager: { id: string, name: string } | null, deputy: { id: string, name: string } | null, members: Array<{ id: string, name: string, presence: Presence }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveAgentMutationVariables = Exact<{
  input: SaveAgentInput;
}>;


export type SaveAgentMutation = { saveAgent: { agent: { id: string, name: string, presence: Presence, active: boolean, skills: Array<string>, capacity: number, roles: Array<string> | null, language: Language | null, externalKey: string | null, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveCalendarMutationVariables = Exact<{
  input: SaveCalendarInput;
}>;


export type SaveCalendarMutation = { saveCalendar: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveCallPlanMutationVariables = Exact<{
  input: SaveCallPlanInput;
}>;


export type SaveCallPlanMutation = { saveCallPlan: { id: string | null, configuration: { number: number } | null, draft: { id: string, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveCallScriptMutationVariables = Exact<{
  input: SaveCallScriptInput;
}>;


export type SaveCallScriptMutation = { saveCallScript: { id: string | null, configuration: { number: number } | null, draft: { id: string, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveDeskMutationVariables = Exact<{
  input: SaveDeskInput;
}>;


export type SaveDeskMutation = { saveDesk: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveGroupRobotMutationVariables = Exact<{
  input: SaveGroupRobotInput;
}>;


export type SaveGroupRobotMutation = { saveGroupRobot: { group: { id: string, code: string, version: number } | null, robot: { kind: RobotKind, reasons: Array<NotificationReason>, language: Language } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveIntegrationMutationVariables = Exact<{
  input: SaveIntegrationInput;
}>;


export type SaveIntegrationMutation = { saveIntegration: { integration: { id: string, externalKey: string, name: string, active: boolean, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveMenuMutationVariables = Exact<{
  input: SaveMenuInput;
}>;


export type SaveMenuMutation = { saveMenu: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveNotificationPreferencesMutationVariables = Exact<{
  input: SaveNotificationPreferencesInput;
}>;


export type SaveNotificationPreferencesMutation = { saveNotificationPreferences: { preferences: { email: string | null, mobile: string | null, robot: RobotKind | null, urgentPasses: boolean, digestAt: string, choices: Array<{ channel: NotificationChannel, reason: NotificationReason, wish: NotificationWish }>, quietHours: { begins: string, ends: string } | null, agent: { id: string, version: number } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveOrganisationUnitMutationVariables = Exact<{
  input: SaveOrganisationUnitInput;
}>;


export type SaveOrganisationUnitMutation = { saveOrganisationUnit: { unit: { id: string, kind: UnitKind, code: string, version: number, name: { zh: string, en: string, text: string }, parent: { id: string, code: string } | null, manager: { id: string, name: string } | null, deputy: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SavePhraseMutationVariables = Exact<{
  input: SavePhraseInput;
}>;


export type SavePhraseMutation = { savePhrase: { id: string | null, configuration: { number: number } | null, draft: { id: string, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveProcedureMutationVariables = Exact<{
  input: SaveProcedureInput;
}>;


export type SaveProcedureMutation = { saveProcedure: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveRoutingRuleMutationVariables = Exact<{
  input: SaveRoutingRuleInput;
}>;


export type SaveRoutingRuleMutation = { saveRoutingRule: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveServiceItemMutationVariables = Exact<{
  input: SaveServiceItemInput;
}>;


export type SaveServiceItemMutation = { saveServiceItem: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SaveSlaPolicyMutationVariables = Exact<{
  input: SaveSlaPolicyInput;
}>;


export type SaveSlaPolicyMutation = { saveSlaPolicy: { id: string | null, configuration: { number: number, publishedAt: string, title: string, authorKey: string } | null, draft: { id: string, title: string, status: DraftStatus, version: number, baseVersion: number, changes: Array<{ kind: ConfigurationKind, key: string, before: unknown, after: unknown }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SendVerificationCodeMutationVariables = Exact<{
  input: SendVerificationCodeInput;
}>;


export type SendVerificationCodeMutation = { sendVerificationCode: { ticket: { id: string, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type ServiceItemByCodeQueryVariables = Exact<{
  code: string;
}>;


export type ServiceItemByCodeQuery = { serviceItems: Array<{ id: string, code: string, submittable: boolean, active: boolean, position: number, form: unknown, name: { zh: string, en: string, text: string }, description: { text: string } | null, path: Array<{ id: string, code: string }>, group: { id: string, code: string } | null, effectiveConfig: { defaultPriority: Priority | null, skills: Array<string>, group: { value: string, inheritedFrom: string } | null, desk: { value: string, inheritedFrom: string } | null, slaPolicy: { value: string, inheritedFrom: string } | null } }> };

export type ServiceItemsQueryVariables = Exact<{
  parentId?: string | null | undefined;
}>;


export type ServiceItemsQuery = { serviceItems: Array<{ id: string, code: string, submittable: boolean, active: boolean, position: number, name: { zh: string, en: string, text: string }, description: { text: string } | null, children: Array<{ id: string }> }> };

export type SetAvailabilityMutationVariables = Exact<{
  input: SetAvailabilityInput;
}>;


export type SetAvailabilityMutation = { setAvailability: { agent: { id: string, name: string, presence: Presence, active: boolean, skills: Array<string>, capacity: number, roles: Array<string> | null, language: Language | null, externalKey: string | null, version: number } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SetDoNotCallMutationVariables = Exact<{
  input: SetDoNotCallInput;
}>;


export type SetDoNotCallMutation = { setDoNotCall: { customer: { id: string, version: number, callRefusal: { reason: string, at: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SetFlagMutationVariables = Exact<{
  input: SetFlagInput;
}>;


export type SetFlagMutation = { setFlag: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, flag: FlagColour | null, group: { id: string, code: string }, assignee: { id: string, name: string } | null, flags: Array<{ id: string, colour: FlagColour | null, content: string, onDate: string, createdAt: string, author: { id: string, name: string } | null }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SetGroupMembersMutationVariables = Exact<{
  input: SetGroupMembersInput;
}>;


export type SetGroupMembersMutation = { setGroupMembers: { group: { id: string, code: string, active: boolean, version: number, name: { zh: string, en: string, text: string }, department: { id: string, code: string } | null, manager: { id: string, name: string } | null, deputy: { id: string, name: string } | null, members: Array<{ id: string, name: string, presence: Presence }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SimulateRoutingMutationVariables = Exact<{
  input: SimulateRoutingInput;
}>;


export type SimulateRoutingMutation = { simulateRouting: { simulation: { configurationVersion: number, priority: Priority, tags: Array<string>, why: AssignmentReason, desk: { id: string } | null, group: { id: string, code: string } | null, agent: { id: string, name: string } | null, rules: Array<{ id: string, position: number }>, notTheOthers: Array<{ obstacles: Array<AssignmentObstacle>, missingSkills: Array<string>, agent: { id: string, name: string } | null }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SlaPoliciesQueryVariables = Exact<{ [key: string]: never; }>;


export type SlaPoliciesQuery = { slaPolicies: Array<{ id: string, waitingLimitDays: string, reopenWithin: string, name: { zh: string, en: string, text: string }, calendar: { id: string }, promises: Array<{ metric: Metric, clock: ClockKind, warnPercent: number, targets: { low: { duration: string | null, businessDays: string | null } | null, normal: { duration: string | null, businessDays: string | null }, high: { duration: string | null, businessDays: string | null } | null, urgent: { duration: string | null, businessDays: string | null } | null }, escalation: Array<{ reassign: boolean, raisePriority: boolean, after: { duration: string | null, businessDays: string | null } }> }> }> };

export type SnoozeTicketMutationVariables = Exact<{
  input: SnoozeTicketInput;
}>;


export type SnoozeTicketMutation = { snoozeTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SolveTicketMutationVariables = Exact<{
  input: SolveTicketInput;
}>;


export type SolveTicketMutation = { solveTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type StepsDueQueryVariables = Exact<{
  groupId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type StepsDueQuery = { stepsDue: { totalCount: number, nodes: Array<{ id: string, code: string, beganAt: string, toBeTakenBy: StepTakenBy, mine: boolean, title: { text: string }, group: { id: string, code: string }, ticket: { id: string, number: number, title: string, version: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type StoreTicketsQueryVariables = Exact<{
  filter?: TicketsFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type StoreTicketsQuery = { tickets: { totalCount: number, nodes: Array<{ id: string, number: number, version: number, title: string, status: TicketStatus, createdAt: string, updatedAt: string, firstRespondedAt: string | null, solvedAt: string | null, serviceItem: { id: string, name: { text: string } } | null, assignee: { name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type StuckActsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type StuckActsQuery = { stuckActs: { totalCount: number, nodes: Array<{ id: string, kind: PlatformActKind, state: PlatformActState, tries: number, sent: number, lastFailure: string | null, repeatableUntil: string | null, createdAt: string, ticket: { id: string, number: number, title: string, version: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SubmitInvoiceRequestMutationVariables = Exact<{
  input: SubmitInvoiceRequestInput;
}>;


export type SubmitInvoiceRequestMutation = { submitInvoiceRequest: { ticket: { id: string, number: number, version: number, status: TicketStatus, orderCode: string | null, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SubmitMemberChangeMutationVariables = Exact<{
  input: SubmitMemberChangeInput;
}>;


export type SubmitMemberChangeMutation = { submitMemberChange: { ticket: { id: string, number: number, version: number, status: TicketStatus, memberCode: string | null, form: unknown, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SubmitOrderDeletionMutationVariables = Exact<{
  input: SubmitOrderDeletionInput;
}>;


export type SubmitOrderDeletionMutation = { submitOrderDeletion: { ticket: { id: string, number: number, version: number, status: TicketStatus, orderCode: string | null, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SubmitPasswordResetMutationVariables = Exact<{
  input: SubmitPasswordResetInput;
}>;


export type SubmitPasswordResetMutation = { submitPasswordReset: { ticket: { id: string, number: number, version: number, status: TicketStatus } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type SubmitTicketMutationVariables = Exact<{
  input: SubmitTicketInput;
}>;


export type SubmitTicketMutation = { submitTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type TakeStepMutationVariables = Exact<{
  input: TakeStepInput;
}>;


export type TakeStepMutation = { takeStep: { ticket: { id: string, number: number, version: number, status: TicketStatus, updatedAt: string, group: { id: string, code: string }, procedure: { id: string, code: string, state: ProcedureState, reason: string | null, steps: Array<{ id: string, code: string, place: number, state: ProcedureStepState, outcome: string | null, mine: boolean }> } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type TakeVerificationCallMutationVariables = Exact<{
  input: TakeVerificationCallInput;
}>;


export type TakeVerificationCallMutation = { takeVerificationCall: { numberKind: PhoneNumberKind | null, number: string | null, questions: Array<{ kind: IdentityQuestionKind, text: { text: string } }>, ticket: { id: string, number: number, version: number, status: TicketStatus } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type TicketDetailQueryVariables = Exact<{
  id?: string | null | undefined;
  number?: number | null | undefined;
  first?: number | null | undefined;
  afterComment?: string | null | undefined;
  afterEvent?: string | null | undefined;
}>;


export type TicketDetailQuery = { ticket: { id: string, number: number, version: number, externalId: string | null, title: string, description: string, status: TicketStatus, priority: Priority, channel: Channel, form: unknown, storeCode: string | null, memberCode: string | null, orderCode: string | null, tags: Array<string>, flag: FlagColour | null, awaiting: Awaited | null, wakeAt: string | null, urged: number, createdAt: string, updatedAt: string, firstRespondedAt: string | null, solvedAt: string | null, endedAt: string | null, requester: { kind: ActorKind, key: string }, attachments: Array<{ id: string, purpose: AttachmentPurpose, sensitive: boolean, state: AttachmentState, fileName: string | null, contentType: string | null, size: number | null, downloadUrl: string | null }>, serviceItem: { id: string, code: string, path: Array<{ id: string, name: { text: string } }> } | null, group: { id: string, code: string, name: { text: string } }, assignee: { id: string, name: string, presence: Presence } | null, timers: Array<{ id: string, metric: Metric, instance: number, startedAt: string, clock: ClockKind, target: string | null, targetBusinessDays: string | null, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, policyName: { text: string } | null, state:
        | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
        | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
        | { __typename: 'Met', at: string }
        | { __typename: 'Breached', at: string, metAt: string | null }
        | { __typename: 'Cancelled', at: string }
       }>, comments: { nodes: Array<{ id: string, visibility: CommentVisibility, body: string, createdAt: string, author: { kind: ActorKind, key: string, agent: { id: string, name: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, timeline: { totalCount: number, nodes: Array<{ id: string, kind: string, revision: number, at: string, actorKind: ActorKind, actorKey: string, data: unknown, agent: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, flags: Array<{ id: string, colour: FlagColour | null, content: string, onDate: string, createdAt: string, author: { id: string, name: string } | null }>, links: Array<{ kind: LinkKind, isSource: boolean, ticket: { id: string, number: number, title: string, status: TicketStatus } | null }>, followUpOf: { id: string, number: number } | null, mergedInto: { id: string, number: number } | null } | null };

export type TicketPhrasesQueryVariables = Exact<{
  ticketId: string;
  language?: Language;
}>;


export type TicketPhrasesQuery = { ticketPhrases: Array<{ text: string, missing: Array<string>, phrase: { id: string, code: string, name: { text: string }, blanks: Array<{ code: string, label: { text: string } }> } }> };

export type TicketProcedureQueryVariables = Exact<{
  id: string;
}>;


export type TicketProcedureQuery = { ticket: { id: string, version: number, status: TicketStatus, procedure: { id: string, code: string, state: ProcedureState, reason: string | null, beganAt: string, endedAt: string | null, name: { text: string }, steps: Array<{ id: string, code: string, place: number, state: ProcedureStepState, toBeTakenBy: StepTakenBy, outcome: string | null, fields: unknown, note: string | null, beganAt: string, endedAt: string | null, mine: boolean, title: { text: string }, group: { id: string, code: string }, outcomeTitle: { text: string } | null, takenBy: { id: string, name: string } | null, timer: { id: string, state:
            | { __typename: 'Running', dueAt: string | null, warnAt: string | null }
            | { __typename: 'Paused' }
            | { __typename: 'Met' }
            | { __typename: 'Breached' }
            | { __typename: 'Cancelled' }
           } | null, possible: Array<{ code: string, fields: unknown, noteRequired: boolean, allowed: boolean | null, title: { text: string }, refusals: Array<{ code: ErrorCode, message: string }> }> }>, acts: Array<{ id: string, kind: PlatformActKind, state: PlatformActState, tries: number, lastFailure: string | null, nextAt: string | null, createdAt: string, settledAt: string | null, answer: { at: string | null, reference: string | null, reason: string | null, dependencies: Array<string> } | null }> } | null } | null };

export type TicketTimelineQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TicketTimelineQuery = { ticket: { id: string, version: number, timeline: { totalCount: number, nodes: Array<{ id: string, kind: string, revision: number, at: string, actorKind: ActorKind, actorKey: string, data: unknown, agent: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type TicketTimersQueryVariables = Exact<{
  id: string;
}>;


export type TicketTimersQuery = { ticket: { id: string, version: number, status: TicketStatus, timers: Array<{ id: string, metric: Metric, instance: number, startedAt: string, warned: boolean, escalationLevel: number, acknowledgedLevel: number | null, state:
        | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
        | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
        | { __typename: 'Met', at: string }
        | { __typename: 'Breached', at: string, metAt: string | null }
        | { __typename: 'Cancelled', at: string }
       }> } | null };

export type TicketUpdatesSubscriptionVariables = Exact<{
  filter?: TicketUpdatesFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type TicketUpdatesSubscription = { ticketUpdates: { cursor: string, changeType: ChangeType, ticketId: string, ticket: { id: string, number: number, version: number, title: string, status: TicketStatus, priority: Priority, storeCode: string | null, tags: Array<string>, flag: FlagColour | null, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null, timers: Array<{ id: string, metric: Metric, instance: number, warned: boolean, escalationLevel: number, state:
          | { __typename: 'Running', dueAt: string | null, warnAt: string | null, provisional: boolean }
          | { __typename: 'Paused', since: string, awaiting: string, remaining: string | null }
          | { __typename: 'Met', at: string }
          | { __typename: 'Breached', at: string, metAt: string | null }
          | { __typename: 'Cancelled', at: string }
         }> } | null, event: { id: string, kind: string, revision: number, at: string, actorKind: ActorKind, actorKey: string, data: unknown } | null } };

export type TokenRevocationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TokenRevocationsQuery = { tokenRevocations: { nodes: Array<{ id: string, jti: string | null, actorKey: string | null, issuedBefore: string | null, expiresAt: string | null, reason: string, revokedAt: string, revokedByKey: string, version: number }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type UndeliveredNotificationsQueryVariables = Exact<{
  channel?: NotificationChannel | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UndeliveredNotificationsQuery = { undeliveredNotifications: { totalCount: number, nodes: Array<{ id: string, channel: NotificationChannel, state: DeliveryState, tries: number, lastError: string | null, dueAt: string, nextAt: string | null, reason: NotificationReason, level: number | null, agent: { id: string, name: string } | null, group: { id: string, code: string } | null, ticket: { id: string, number: number, title: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type UnmaskCustomerPhoneMutationVariables = Exact<{
  input: UnmaskCustomerPhoneInput;
}>;


export type UnmaskCustomerPhoneMutation = { unmaskCustomerPhone: { phone: string | null, customer: { id: string, version: number, phone: string | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type UnmaskFieldMutationVariables = Exact<{
  input: UnmaskFieldInput;
}>;


export type UnmaskFieldMutation = { unmaskField: { value: string | null, ticket: { id: string, version: number, form: unknown } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type UpdateCustomerMutationVariables = Exact<{
  input: UpdateCustomerInput;
}>;


export type UpdateCustomerMutation = { updateCustomer: { customer: { id: string, version: number, name: string | null, phone: string | null, memberCode: string | null, storeCode: string | null, grade: Grade | null, note: string } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type UrgeTicketMutationVariables = Exact<{
  input: UrgeTicketInput;
}>;


export type UrgeTicketMutation = { urgeTicket: { ticket: { id: string, number: number, version: number, status: TicketStatus, priority: Priority, updatedAt: string, group: { id: string, code: string }, assignee: { id: string, name: string } | null } | null, userErrors: Array<{ code: ErrorCode, field: string | null, message: string, retryable: boolean }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { unreadNotificationCount: number, viewer: { kind: ActorKind, key: string, permissions: Array<string>, seesAll: boolean, storeCode: string | null, memberCode: string | null, language: Language, now: string, agent: { id: string, name: string, presence: Presence, skills: Array<string>, capacity: number, version: number } | null, groups: Array<{ id: string, code: string, name: { text: string } }>, worksIn: Array<{ id: string, code: string }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const AcknowledgeEscalationDocument = new TypedDocumentString(`
    mutation AcknowledgeEscalation($input: AcknowledgeEscalationInput!) {
  acknowledgeEscalation(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        acknowledgedLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<AcknowledgeEscalationMutation, AcknowledgeEscalationMutationVariables>;
export const AddInternalNoteDocument = new TypedDocumentString(`
    mutation AddInternalNote($input: AddInternalNoteInput!) {
  addInternalNote(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    comment {
      id
      body
      createdAt
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<AddInternalNoteMutation, AddInternalNoteMutationVariables>;
export const AddTagsDocument = new TypedDocumentString(`
    mutation AddTags($input: AddTagsInput!) {
  addTags(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      tags
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<AddTagsMutation, AddTagsMutationVariables>;
export const AgentGroupsDocument = new TypedDocumentString(`
    query AgentGroups {
  agentGroups {
    id
    code
    name {
      zh
      en
      text
    }
    active
    version
    department {
      id
      code
    }
    manager {
      id
      name
    }
    deputy {
      id
      name
    }
    members {
      id
      name
      presence
    }
  }
}
    `) as unknown as TypedDocumentString<AgentGroupsQuery, AgentGroupsQueryVariables>;
export const AgentsDocument = new TypedDocumentString(`
    query Agents($groupId: ID, $first: Int = 100, $after: String) {
  agents(groupId: $groupId, first: $first, after: $after) {
    nodes {
      id
      name
      presence
      active
      skills
      capacity
      roles
      language
      externalKey
      version
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AgentsQuery, AgentsQueryVariables>;
export const AskActAgainDocument = new TypedDocumentString(`
    mutation AskActAgain($input: AskActAgainInput!) {
  askActAgain(input: $input) {
    act {
      id
      kind
      state
      tries
      nextAt
      settledAt
    }
    ticket {
      id
      number
      version
      status
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<AskActAgainMutation, AskActAgainMutationVariables>;
export const AssignTicketDocument = new TypedDocumentString(`
    mutation AssignTicket($input: AssignTicketInput!) {
  assignTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<AssignTicketMutation, AssignTicketMutationVariables>;
export const CalendarsDocument = new TypedDocumentString(`
    query Calendars {
  calendars {
    id
    name {
      zh
      en
      text
    }
    timeZone
    chineseHolidays
    swappedDayHours
    channels
    weekly {
      monday
      tuesday
      wednesday
      thursday
      friday
      saturday
      sunday
    }
    exceptions {
      date
      hours
    }
  }
}
    `) as unknown as TypedDocumentString<CalendarsQuery, CalendarsQueryVariables>;
export const CallPlanCoverageDocument = new TypedDocumentString(`
    query CallPlanCoverage($planId: ID!, $from: DateTime!, $to: DateTime!) {
  callPlanCoverage(planId: $planId, from: $from, to: $to) {
    planned
    done
    reached
    missed
    open
    cancelled
    percent
  }
}
    `) as unknown as TypedDocumentString<CallPlanCoverageQuery, CallPlanCoverageQueryVariables>;
export const CallsDueDocument = new TypedDocumentString(`
    query CallsDue($agentId: ID, $groupId: ID, $day: Date, $first: Int = 20, $after: String) {
  callsDue(
    agentId: $agentId
    groupId: $groupId
    day: $day
    first: $first
    after: $after
  ) {
    nodes {
      id
      version
      state
      notBefore
      due
      attemptCount
      orderCode
      customer {
        id
        name
        phone
      }
      ticket {
        id
        number
      }
      plan {
        id
        name {
          text
        }
        script {
          id
          nodes {
            code
            text {
              text
            }
            answers {
              code
              label {
                text
              }
              next
              outcome
            }
          }
        }
      }
      attempts {
        at
        outcome
        notes
        namedTime
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<CallsDueQuery, CallsDueQueryVariables>;
export const CancelTicketDocument = new TypedDocumentString(`
    mutation CancelTicket($input: CancelTicketInput!) {
  cancelTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<CancelTicketMutation, CancelTicketMutationVariables>;
export const ChangePriorityDocument = new TypedDocumentString(`
    mutation ChangePriority($input: ChangePriorityInput!) {
  changePriority(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        acknowledgedLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<ChangePriorityMutation, ChangePriorityMutationVariables>;
export const CloseTicketDocument = new TypedDocumentString(`
    mutation CloseTicket($input: CloseTicketInput!) {
  closeTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<CloseTicketMutation, CloseTicketMutationVariables>;
export const ConfigurationDraftDocument = new TypedDocumentString(`
    query ConfigurationDraft($id: ID!) {
  configurationDraft(id: $id) {
    id
    title
    status
    version
    baseVersion
    changes {
      kind
      key
      before
      after
    }
  }
}
    `) as unknown as TypedDocumentString<ConfigurationDraftQuery, ConfigurationDraftQueryVariables>;
export const ConfigurationDraftsDocument = new TypedDocumentString(`
    query ConfigurationDrafts {
  configurationDrafts {
    id
    title
    status
    version
    baseVersion
    createdAt
    authorKey
  }
}
    `) as unknown as TypedDocumentString<ConfigurationDraftsQuery, ConfigurationDraftsQueryVariables>;
export const ConfigurationVersionsDocument = new TypedDocumentString(`
    query ConfigurationVersions($first: Int = 20, $after: String) {
  configurationVersions(first: $first, after: $after) {
    nodes {
      number
      publishedAt
      title
      authorKey
      revertsTo
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ConfigurationVersionsQuery, ConfigurationVersionsQueryVariables>;
export const ConfigurationDocument = new TypedDocumentString(`
    query Configuration($version: Int) {
  configuration(version: $version) {
    number
    publishedAt
    title
    authorKey
    revertsTo
  }
}
    `) as unknown as TypedDocumentString<ConfigurationQuery, ConfigurationQueryVariables>;
export const CreateAttachmentUploadDocument = new TypedDocumentString(`
    mutation CreateAttachmentUpload($input: CreateAttachmentUploadInput!) {
  createAttachmentUpload(input: $input) {
    attachment {
      id
      purpose
      sensitive
      state
      fileName
    }
    uploadUrl
    expiresAt
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<CreateAttachmentUploadMutation, CreateAttachmentUploadMutationVariables>;
export const CreateConfigurationDraftDocument = new TypedDocumentString(`
    mutation CreateConfigurationDraft($input: CreateConfigurationDraftInput!) {
  createConfigurationDraft(input: $input) {
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<CreateConfigurationDraftMutation, CreateConfigurationDraftMutationVariables>;
export const CreateIntegrationTokenDocument = new TypedDocumentString(`
    mutation CreateIntegrationToken($input: CreateIntegrationTokenInput!) {
  createIntegrationToken(input: $input) {
    secret
    integrationToken {
      id
      name
      permissions
      stores
      groups {
        id
        code
      }
      seesAll
      expiresAt
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<CreateIntegrationTokenMutation, CreateIntegrationTokenMutationVariables>;
export const CustomerByPhoneDocument = new TypedDocumentString(`
    query CustomerByPhone($phone: String!, $first: Int = 20, $after: String) {
  customer(phone: $phone) {
    id
    version
    name
    phone
    memberCode
    storeCode
    grade
    note
    createdAt
    tickets(first: $first, after: $after) {
      nodes {
        id
        number
        title
        status
        createdAt
        serviceItem {
          id
          name {
            text
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CustomerByPhoneQuery, CustomerByPhoneQueryVariables>;
export const DesksDocument = new TypedDocumentString(`
    query Desks {
  desks {
    id
    name {
      zh
      en
      text
    }
    isDefault
    honoursTies
    channels
    storeCodes
    defaultGroup {
      id
      code
    }
    menus {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<DesksQuery, DesksQueryVariables>;
export const DiscardConfigurationDraftDocument = new TypedDocumentString(`
    mutation DiscardConfigurationDraft($input: DiscardConfigurationDraftInput!) {
  discardConfigurationDraft(input: $input) {
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<DiscardConfigurationDraftMutation, DiscardConfigurationDraftMutationVariables>;
export const EnterVerificationCodeDocument = new TypedDocumentString(`
    mutation EnterVerificationCode($input: EnterVerificationCodeInput!) {
  enterVerificationCode(input: $input) {
    entry
    triesLeft
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<EnterVerificationCodeMutation, EnterVerificationCodeMutationVariables>;
export const EraseCustomerDocument = new TypedDocumentString(`
    mutation EraseCustomer($input: EraseCustomerInput!) {
  eraseCustomer(input: $input) {
    customer {
      id
      version
      erasedAt
      erasures {
        reason
        at
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<EraseCustomerMutation, EraseCustomerMutationVariables>;
export const EventFeedDocument = new TypedDocumentString(`
    query EventFeed($filter: EventsFilter, $first: Int = 100, $after: String) {
  events(filter: $filter, first: $first, after: $after) {
    nodes {
      id
      kind
      subjectKind
      subjectId
      revision
      at
      actorKind
      actorKey
      data
    }
    endCursor
    hasNextPage
  }
}
    `) as unknown as TypedDocumentString<EventFeedQuery, EventFeedQueryVariables>;
export const FeedCursorDocument = new TypedDocumentString(`
    query FeedCursor {
  feedCursor
}
    `) as unknown as TypedDocumentString<FeedCursorQuery, FeedCursorQueryVariables>;
export const GiveUpActDocument = new TypedDocumentString(`
    mutation GiveUpAct($input: GiveUpActInput!) {
  giveUpAct(input: $input) {
    act {
      id
      kind
      state
      tries
      nextAt
      settledAt
    }
    ticket {
      id
      number
      version
      status
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<GiveUpActMutation, GiveUpActMutationVariables>;
export const GroupRobotsDocument = new TypedDocumentString(`
    query GroupRobots {
  groupRobots {
    kind
    reasons
    language
    group {
      id
      code
      name {
        text
      }
    }
  }
}
    `) as unknown as TypedDocumentString<GroupRobotsQuery, GroupRobotsQueryVariables>;
export const HolidayYearsDocument = new TypedDocumentString(`
    query HolidayYears {
  holidayYears {
    year
    daysOff
    workingDays
    source
    version
  }
}
    `) as unknown as TypedDocumentString<HolidayYearsQuery, HolidayYearsQueryVariables>;
export const IdentifyCallerDocument = new TypedDocumentString(`
    mutation IdentifyCaller($input: IdentifyCallerInput!) {
  identifyCaller(input: $input) {
    customer {
      id
      version
      name
      phone
      memberCode
      storeCode
      grade
      note
      tickets(first: 20) {
        nodes {
          id
          number
          title
          status
          createdAt
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<IdentifyCallerMutation, IdentifyCallerMutationVariables>;
export const InboxCountDocument = new TypedDocumentString(`
    query InboxCount($filter: TicketsFilter) {
  tickets(filter: $filter, first: 1) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<InboxCountQuery, InboxCountQueryVariables>;
export const InboxDocument = new TypedDocumentString(`
    query Inbox($filter: TicketsFilter, $orderBy: TicketOrder! = UPDATED_AT_DESC, $first: Int = 50, $after: String) {
  tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      id
      number
      version
      title
      status
      priority
      channel
      storeCode
      tags
      flag
      createdAt
      updatedAt
      requester {
        kind
        key
      }
      serviceItem {
        id
        code
        name {
          text
        }
      }
      group {
        id
        code
        name {
          text
        }
      }
      assignee {
        id
        name
        presence
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<InboxQuery, InboxQueryVariables>;
export const InstallPackDocument = new TypedDocumentString(`
    mutation InstallPack($input: InstallPackInput!) {
  installPack(input: $input) {
    units
    groups
    unstaffed
    changed
    configuration {
      number
      publishedAt
      title
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<InstallPackMutation, InstallPackMutationVariables>;
export const IntegrationTokensDocument = new TypedDocumentString(`
    query IntegrationTokens($integrationId: ID, $first: Int, $after: String) {
  integrationTokens(integrationId: $integrationId, first: $first, after: $after) {
    nodes {
      id
      name
      integration {
        id
        externalKey
        name
      }
      permissions
      stores
      groups {
        id
        code
      }
      seesAll
      expiresAt
      createdAt
      createdByKey
      lastUsedAt
      revokedAt
      version
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<IntegrationTokensQuery, IntegrationTokensQueryVariables>;
export const IntegrationsDocument = new TypedDocumentString(`
    query Integrations {
  integrations {
    id
    externalKey
    name
    active
    version
  }
}
    `) as unknown as TypedDocumentString<IntegrationsQuery, IntegrationsQueryVariables>;
export const InvoiceEligibilityDocument = new TypedDocumentString(`
    query InvoiceEligibility($orderCode: String!) {
  invoiceEligibility(orderCode: $orderCode) {
    allowed
    refusals {
      code
      field
      message
      retryable
    }
    kinds {
      kind
      open
      latestIssueDate
      closesAt
    }
    linesLeft {
      number
      name
      specification
      unit
      quantity
      amount {
        amount
        currency
      }
    }
  }
}
    `) as unknown as TypedDocumentString<InvoiceEligibilityQuery, InvoiceEligibilityQueryVariables>;
export const IssueInvoiceDocument = new TypedDocumentString(`
    mutation IssueInvoice($input: IssueInvoiceInput!) {
  issueInvoice(input: $input) {
    ticket {
      id
      number
      version
      status
      orderCode
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<IssueInvoiceMutation, IssueInvoiceMutationVariables>;
export const LearnHolidaysDocument = new TypedDocumentString(`
    mutation LearnHolidays($input: LearnHolidaysInput!) {
  learnHolidays(input: $input) {
    holidays {
      year
      daysOff
      workingDays
      source
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<LearnHolidaysMutation, LearnHolidaysMutationVariables>;
export const LinkTicketsDocument = new TypedDocumentString(`
    mutation LinkTickets($input: LinkTicketsInput!) {
  linkTickets(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      links {
        kind
        isSource
        ticket {
          id
          number
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<LinkTicketsMutation, LinkTicketsMutationVariables>;
export const MarkNotificationsReadDocument = new TypedDocumentString(`
    mutation MarkNotificationsRead($input: MarkNotificationsReadInput!) {
  markNotificationsRead(input: $input) {
    notifications {
      id
      readAt
    }
    unreadNotificationCount
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<MarkNotificationsReadMutation, MarkNotificationsReadMutationVariables>;
export const MemberChangeEligibilityDocument = new TypedDocumentString(`
    query MemberChangeEligibility($memberCode: String!) {
  memberChangeEligibility(memberCode: $memberCode) {
    allowed
    mismatchesLeft
    frozenUntil
    fields {
      field
      selfService
      needs
      inProgress
    }
    refusals {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<MemberChangeEligibilityQuery, MemberChangeEligibilityQueryVariables>;
export const MenusDocument = new TypedDocumentString(`
    query Menus {
  menus {
    id
    channel
    entries {
      name {
        text
      }
      item {
        id
        code
      }
      children {
        name {
          text
        }
        item {
          id
          code
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MenusQuery, MenusQueryVariables>;
export const MergeTicketsDocument = new TypedDocumentString(`
    mutation MergeTickets($input: MergeTicketsInput!) {
  mergeTickets(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<MergeTicketsMutation, MergeTicketsMutationVariables>;
export const MoveTicketDocument = new TypedDocumentString(`
    mutation MoveTicket($input: MoveTicketInput!) {
  moveTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<MoveTicketMutation, MoveTicketMutationVariables>;
export const NavigationMenuDocument = new TypedDocumentString(`
    query NavigationMenu($channel: Channel!) {
  navigationMenu(channel: $channel) {
    menuId
    name {
      text
    }
    item {
      id
      code
      submittable
    }
    children {
      menuId
      name {
        text
      }
      item {
        id
        code
        submittable
      }
      children {
        menuId
        name {
          text
        }
        item {
          id
          code
          submittable
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<NavigationMenuQuery, NavigationMenuQueryVariables>;
export const NotificationPreferencesDocument = new TypedDocumentString(`
    query NotificationPreferences {
  viewer {
    notificationPreferences {
      email
      mobile
      robot
      choices {
        channel
        reason
        wish
      }
      quietHours {
        begins
        ends
      }
      urgentPasses
      digestAt
    }
  }
}
    `) as unknown as TypedDocumentString<NotificationPreferencesQuery, NotificationPreferencesQueryVariables>;
export const NotificationReceivedDocument = new TypedDocumentString(`
    subscription NotificationReceived($after: String) {
  notificationReceived(after: $after) {
    cursor
    notification {
      id
      reason
      level
      at
      readAt
      ticket {
        id
        number
        title
        status
        priority
      }
    }
  }
}
    `) as unknown as TypedDocumentString<NotificationReceivedSubscription, NotificationReceivedSubscriptionVariables>;
export const NotificationsDocument = new TypedDocumentString(`
    query Notifications($unreadOnly: Boolean! = false, $first: Int = 20, $after: String) {
  notifications(unreadOnly: $unreadOnly, first: $first, after: $after) {
    nodes {
      id
      reason
      level
      at
      readAt
      ticket {
        id
        number
        title
        status
        priority
      }
      call {
        id
        state
        due
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  unreadNotificationCount
}
    `) as unknown as TypedDocumentString<NotificationsQuery, NotificationsQueryVariables>;
export const OpenAttachmentDocument = new TypedDocumentString(`
    mutation OpenAttachment($input: OpenAttachmentInput!) {
  openAttachment(input: $input) {
    attachment {
      id
      fileName
      contentType
      size
    }
    downloadUrl
    expiresAt
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<OpenAttachmentMutation, OpenAttachmentMutationVariables>;
export const OrderDeletionEligibilityDocument = new TypedDocumentString(`
    query OrderDeletionEligibility($orderCode: String!) {
  orderDeletionEligibility(orderCode: $orderCode) {
    allowed
    way
    opensAt
    closesAt
    shipped
    feeExpiresAt
    registeredMember
    dependents
    fee {
      amount
      currency
    }
    refusals {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<OrderDeletionEligibilityQuery, OrderDeletionEligibilityQueryVariables>;
export const OrganisationUnitsDocument = new TypedDocumentString(`
    query OrganisationUnits {
  organisationUnits {
    id
    kind
    code
    name {
      zh
      en
      text
    }
    version
    parent {
      id
      code
    }
    manager {
      id
      name
    }
    deputy {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<OrganisationUnitsQuery, OrganisationUnitsQueryVariables>;
export const PasswordResetEligibilityDocument = new TypedDocumentString(`
    query PasswordResetEligibility($memberCode: String!) {
  passwordResetEligibility(memberCode: $memberCode) {
    allowed
    refusals {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<PasswordResetEligibilityQuery, PasswordResetEligibilityQueryVariables>;
export const PhrasesDocument = new TypedDocumentString(`
    query Phrases {
  phrases {
    id
    code
    name {
      zh
      en
    }
    text {
      zh
      en
    }
    channels
    blanks {
      code
      label {
        zh
        en
      }
    }
    groups {
      id
      code
    }
    items {
      id
      code
    }
  }
}
    `) as unknown as TypedDocumentString<PhrasesQuery, PhrasesQueryVariables>;
export const PlanCallDocument = new TypedDocumentString(`
    mutation PlanCall($input: PlanCallInput!) {
  planCall(input: $input) {
    call {
      id
      version
      state
      outcome
      notBefore
      due
      attemptCount
      openedTicket {
        id
        number
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<PlanCallMutation, PlanCallMutationVariables>;
export const PlanShiftDocument = new TypedDocumentString(`
    mutation PlanShift($input: PlanShiftInput!) {
  planShift(input: $input) {
    shift {
      id
      startsAt
      endsAt
      agent {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<PlanShiftMutation, PlanShiftMutationVariables>;
export const PostponeCallDocument = new TypedDocumentString(`
    mutation PostponeCall($input: PostponeCallInput!) {
  postponeCall(input: $input) {
    call {
      id
      version
      state
      outcome
      notBefore
      due
      attemptCount
      openedTicket {
        id
        number
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<PostponeCallMutation, PostponeCallMutationVariables>;
export const ProcedureDefinitionsDocument = new TypedDocumentString(`
    query ProcedureDefinitions {
  procedureDefinitions {
    id
    code
    name {
      zh
      en
      text
    }
    intake
    first
    steps
    answers
    unlessDone
    atDeadline
  }
}
    `) as unknown as TypedDocumentString<ProcedureDefinitionsQuery, ProcedureDefinitionsQueryVariables>;
export const PublishConfigurationDocument = new TypedDocumentString(`
    mutation PublishConfiguration($input: PublishConfigurationInput!) {
  publishConfiguration(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<PublishConfigurationMutation, PublishConfigurationMutationVariables>;
export const RecordCallDocument = new TypedDocumentString(`
    mutation RecordCall($input: RecordCallInput!) {
  recordCall(input: $input) {
    call {
      id
      version
      state
      outcome
      notBefore
      due
      attemptCount
      openedTicket {
        id
        number
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RecordCallMutation, RecordCallMutationVariables>;
export const RecordFeePaymentDocument = new TypedDocumentString(`
    mutation RecordFeePayment($input: RecordFeePaymentInput!) {
  recordFeePayment(input: $input) {
    ticket {
      id
      number
      version
      status
      orderCode
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RecordFeePaymentMutation, RecordFeePaymentMutationVariables>;
export const RecordLeaveDocument = new TypedDocumentString(`
    mutation RecordLeave($input: RecordLeaveInput!) {
  recordLeave(input: $input) {
    leave {
      id
      startsAt
      endsAt
      agent {
        id
        name
      }
      reason
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RecordLeaveMutation, RecordLeaveMutationVariables>;
export const RecordPhoneVerificationDocument = new TypedDocumentString(`
    mutation RecordPhoneVerification($input: RecordPhoneVerificationInput!) {
  recordPhoneVerification(input: $input) {
    ticket {
      id
      number
      version
      status
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RecordPhoneVerificationMutation, RecordPhoneVerificationMutationVariables>;
export const RefuseInvoiceDocument = new TypedDocumentString(`
    mutation RefuseInvoice($input: RefuseInvoiceInput!) {
  refuseInvoice(input: $input) {
    ticket {
      id
      number
      version
      status
      orderCode
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RefuseInvoiceMutation, RefuseInvoiceMutationVariables>;
export const RemoveConfigurationEntryDocument = new TypedDocumentString(`
    mutation RemoveConfigurationEntry($input: RemoveConfigurationEntryInput!) {
  removeConfigurationEntry(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveConfigurationEntryMutation, RemoveConfigurationEntryMutationVariables>;
export const RemoveLeaveDocument = new TypedDocumentString(`
    mutation RemoveLeave($input: RemoveLeaveInput!) {
  removeLeave(input: $input) {
    removedLeaveId
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveLeaveMutation, RemoveLeaveMutationVariables>;
export const RemoveShiftDocument = new TypedDocumentString(`
    mutation RemoveShift($input: RemoveShiftInput!) {
  removeShift(input: $input) {
    removedShiftId
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveShiftMutation, RemoveShiftMutationVariables>;
export const RemoveTagsDocument = new TypedDocumentString(`
    mutation RemoveTags($input: RemoveTagsInput!) {
  removeTags(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      tags
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveTagsMutation, RemoveTagsMutationVariables>;
export const ReopenTicketDocument = new TypedDocumentString(`
    mutation ReopenTicket($input: ReopenTicketInput!) {
  reopenTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        acknowledgedLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<ReopenTicketMutation, ReopenTicketMutationVariables>;
export const RepeatActDocument = new TypedDocumentString(`
    mutation RepeatAct($input: RepeatActInput!) {
  repeatAct(input: $input) {
    act {
      id
      kind
      state
      tries
      nextAt
      settledAt
    }
    ticket {
      id
      number
      version
      status
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RepeatActMutation, RepeatActMutationVariables>;
export const ReplyToTicketDocument = new TypedDocumentString(`
    mutation ReplyToTicket($input: ReplyToTicketInput!) {
  replyToTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        acknowledgedLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    comment {
      id
      body
      phraseCode
      createdAt
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<ReplyToTicketMutation, ReplyToTicketMutationVariables>;
export const RequestInformationDocument = new TypedDocumentString(`
    mutation RequestInformation($input: RequestInformationInput!) {
  requestInformation(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        acknowledgedLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    comment {
      id
      body
      createdAt
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RequestInformationMutation, RequestInformationMutationVariables>;
export const RetryDeliveriesDocument = new TypedDocumentString(`
    mutation RetryDeliveries($input: RetryDeliveriesInput!) {
  retryDeliveries(input: $input) {
    deliveries {
      id
      state
      tries
      nextAt
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RetryDeliveriesMutation, RetryDeliveriesMutationVariables>;
export const RevertConfigurationDocument = new TypedDocumentString(`
    mutation RevertConfiguration($input: RevertConfigurationInput!) {
  revertConfiguration(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RevertConfigurationMutation, RevertConfigurationMutationVariables>;
export const RevokeIntegrationTokenDocument = new TypedDocumentString(`
    mutation RevokeIntegrationToken($input: RevokeIntegrationTokenInput!) {
  revokeIntegrationToken(input: $input) {
    integrationToken {
      id
      revokedAt
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeIntegrationTokenMutation, RevokeIntegrationTokenMutationVariables>;
export const RevokeTokenDocument = new TypedDocumentString(`
    mutation RevokeToken($input: RevokeTokenInput!) {
  revokeToken(input: $input) {
    tokenRevocation {
      id
      jti
      actorKey
      issuedBefore
      expiresAt
      reason
      revokedAt
      revokedByKey
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const RevokeTokensOfDocument = new TypedDocumentString(`
    mutation RevokeTokensOf($input: RevokeTokensOfInput!) {
  revokeTokensOf(input: $input) {
    tokenRevocation {
      id
      jti
      actorKey
      issuedBefore
      expiresAt
      reason
      revokedAt
      revokedByKey
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeTokensOfMutation, RevokeTokensOfMutationVariables>;
export const RosterDocument = new TypedDocumentString(`
    query Roster($from: DateTime!, $to: DateTime!, $agentId: ID, $groupId: ID) {
  roster(from: $from, to: $to, agentId: $agentId, groupId: $groupId) {
    shifts {
      id
      startsAt
      endsAt
      agent {
        id
        name
      }
    }
    leaves {
      id
      startsAt
      endsAt
      agent {
        id
        name
      }
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<RosterQuery, RosterQueryVariables>;
export const RoutingDecisionDocument = new TypedDocumentString(`
    query RoutingDecision($ticketId: ID!) {
  ticket(id: $ticketId) {
    id
    routingDecision {
      id
      configurationVersion
      why
      subject
      availability
      decidedAt
      group {
        id
        code
      }
      agent {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RoutingDecisionQuery, RoutingDecisionQueryVariables>;
export const RoutingRulesDocument = new TypedDocumentString(`
    query RoutingRules {
  routingRules {
    id
    name {
      zh
      en
      text
    }
    position
    active
    when
    priority
    addTags
    stop
    group {
      id
      code
    }
  }
}
    `) as unknown as TypedDocumentString<RoutingRulesQuery, RoutingRulesQueryVariables>;
export const SaveAgentGroupDocument = new TypedDocumentString(`
    mutation SaveAgentGroup($input: SaveAgentGroupInput!) {
  saveAgentGroup(input: $input) {
    group {
      id
      code
      name {
        zh
        en
        text
      }
      active
      version
      department {
        id
        code
      }
      manager {
        id
        name
      }
      deputy {
        id
        name
      }
      members {
        id
        name
        presence
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveAgentGroupMutation, SaveAgentGroupMutationVariables>;
export const SaveAgentDocument = new TypedDocumentString(`
    mutation SaveAgent($input: SaveAgentInput!) {
  saveAgent(input: $input) {
    agent {
      id
      name
      presence
      active
      skills
      capacity
      roles
      language
      externalKey
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveAgentMutation, SaveAgentMutationVariables>;
export const SaveCalendarDocument = new TypedDocumentString(`
    mutation SaveCalendar($input: SaveCalendarInput!) {
  saveCalendar(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveCalendarMutation, SaveCalendarMutationVariables>;
export const SaveCallPlanDocument = new TypedDocumentString(`
    mutation SaveCallPlan($input: SaveCallPlanInput!) {
  saveCallPlan(input: $input) {
    configuration {
      number
    }
    draft {
      id
      version
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveCallPlanMutation, SaveCallPlanMutationVariables>;
export const SaveCallScriptDocument = new TypedDocumentString(`
    mutation SaveCallScript($input: SaveCallScriptInput!) {
  saveCallScript(input: $input) {
    configuration {
      number
    }
    draft {
      id
      version
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveCallScriptMutation, SaveCallScriptMutationVariables>;
export const SaveDeskDocument = new TypedDocumentString(`
    mutation SaveDesk($input: SaveDeskInput!) {
  saveDesk(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveDeskMutation, SaveDeskMutationVariables>;
export const SaveGroupRobotDocument = new TypedDocumentString(`
    mutation SaveGroupRobot($input: SaveGroupRobotInput!) {
  saveGroupRobot(input: $input) {
    group {
      id
      code
      version
    }
    robot {
      kind
      reasons
      language
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveGroupRobotMutation, SaveGroupRobotMutationVariables>;
export const SaveIntegrationDocument = new TypedDocumentString(`
    mutation SaveIntegration($input: SaveIntegrationInput!) {
  saveIntegration(input: $input) {
    integration {
      id
      externalKey
      name
      active
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveIntegrationMutation, SaveIntegrationMutationVariables>;
export const SaveMenuDocument = new TypedDocumentString(`
    mutation SaveMenu($input: SaveMenuInput!) {
  saveMenu(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveMenuMutation, SaveMenuMutationVariables>;
export const SaveNotificationPreferencesDocument = new TypedDocumentString(`
    mutation SaveNotificationPreferences($input: SaveNotificationPreferencesInput!) {
  saveNotificationPreferences(input: $input) {
    preferences {
      email
      mobile
      robot
      choices {
        channel
        reason
        wish
      }
      quietHours {
        begins
        ends
      }
      urgentPasses
      digestAt
      agent {
        id
        version
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveNotificationPreferencesMutation, SaveNotificationPreferencesMutationVariables>;
export const SaveOrganisationUnitDocument = new TypedDocumentString(`
    mutation SaveOrganisationUnit($input: SaveOrganisationUnitInput!) {
  saveOrganisationUnit(input: $input) {
    unit {
      id
      kind
      code
      name {
        zh
        en
        text
      }
      version
      parent {
        id
        code
      }
      manager {
        id
        name
      }
      deputy {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveOrganisationUnitMutation, SaveOrganisationUnitMutationVariables>;
export const SavePhraseDocument = new TypedDocumentString(`
    mutation SavePhrase($input: SavePhraseInput!) {
  savePhrase(input: $input) {
    configuration {
      number
    }
    draft {
      id
      version
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SavePhraseMutation, SavePhraseMutationVariables>;
export const SaveProcedureDocument = new TypedDocumentString(`
    mutation SaveProcedure($input: SaveProcedureInput!) {
  saveProcedure(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveProcedureMutation, SaveProcedureMutationVariables>;
export const SaveRoutingRuleDocument = new TypedDocumentString(`
    mutation SaveRoutingRule($input: SaveRoutingRuleInput!) {
  saveRoutingRule(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveRoutingRuleMutation, SaveRoutingRuleMutationVariables>;
export const SaveServiceItemDocument = new TypedDocumentString(`
    mutation SaveServiceItem($input: SaveServiceItemInput!) {
  saveServiceItem(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveServiceItemMutation, SaveServiceItemMutationVariables>;
export const SaveSlaPolicyDocument = new TypedDocumentString(`
    mutation SaveSlaPolicy($input: SaveSlaPolicyInput!) {
  saveSlaPolicy(input: $input) {
    configuration {
      number
      publishedAt
      title
      authorKey
    }
    draft {
      id
      title
      status
      version
      baseVersion
      changes {
        kind
        key
        before
        after
      }
    }
    id
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SaveSlaPolicyMutation, SaveSlaPolicyMutationVariables>;
export const SendVerificationCodeDocument = new TypedDocumentString(`
    mutation SendVerificationCode($input: SendVerificationCodeInput!) {
  sendVerificationCode(input: $input) {
    ticket {
      id
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SendVerificationCodeMutation, SendVerificationCodeMutationVariables>;
export const ServiceItemByCodeDocument = new TypedDocumentString(`
    query ServiceItemByCode($code: String!) {
  serviceItems(code: $code) {
    id
    code
    name {
      zh
      en
      text
    }
    description {
      text
    }
    submittable
    active
    position
    form
    path {
      id
      code
    }
    group {
      id
      code
    }
    effectiveConfig {
      group {
        value
        inheritedFrom
      }
      desk {
        value
        inheritedFrom
      }
      slaPolicy {
        value
        inheritedFrom
      }
      defaultPriority
      skills
    }
  }
}
    `) as unknown as TypedDocumentString<ServiceItemByCodeQuery, ServiceItemByCodeQueryVariables>;
export const ServiceItemsDocument = new TypedDocumentString(`
    query ServiceItems($parentId: ID) {
  serviceItems(parentId: $parentId) {
    id
    code
    name {
      zh
      en
      text
    }
    description {
      text
    }
    submittable
    active
    position
    children {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ServiceItemsQuery, ServiceItemsQueryVariables>;
export const SetAvailabilityDocument = new TypedDocumentString(`
    mutation SetAvailability($input: SetAvailabilityInput!) {
  setAvailability(input: $input) {
    agent {
      id
      name
      presence
      active
      skills
      capacity
      roles
      language
      externalKey
      version
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SetAvailabilityMutation, SetAvailabilityMutationVariables>;
export const SetDoNotCallDocument = new TypedDocumentString(`
    mutation SetDoNotCall($input: SetDoNotCallInput!) {
  setDoNotCall(input: $input) {
    customer {
      id
      version
      callRefusal {
        reason
        at
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SetDoNotCallMutation, SetDoNotCallMutationVariables>;
export const SetFlagDocument = new TypedDocumentString(`
    mutation SetFlag($input: SetFlagInput!) {
  setFlag(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      flag
      flags {
        id
        colour
        content
        onDate
        createdAt
        author {
          id
          name
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SetFlagMutation, SetFlagMutationVariables>;
export const SetGroupMembersDocument = new TypedDocumentString(`
    mutation SetGroupMembers($input: SetGroupMembersInput!) {
  setGroupMembers(input: $input) {
    group {
      id
      code
      name {
        zh
        en
        text
      }
      active
      version
      department {
        id
        code
      }
      manager {
        id
        name
      }
      deputy {
        id
        name
      }
      members {
        id
        name
        presence
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SetGroupMembersMutation, SetGroupMembersMutationVariables>;
export const SimulateRoutingDocument = new TypedDocumentString(`
    mutation SimulateRouting($input: SimulateRoutingInput!) {
  simulateRouting(input: $input) {
    simulation {
      configurationVersion
      priority
      tags
      why
      desk {
        id
      }
      group {
        id
        code
      }
      agent {
        id
        name
      }
      rules {
        id
        position
      }
      notTheOthers {
        agent {
          id
          name
        }
        obstacles
        missingSkills
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SimulateRoutingMutation, SimulateRoutingMutationVariables>;
export const SlaPoliciesDocument = new TypedDocumentString(`
    query SlaPolicies {
  slaPolicies {
    id
    name {
      zh
      en
      text
    }
    waitingLimitDays
    reopenWithin
    calendar {
      id
    }
    promises {
      metric
      clock
      warnPercent
      targets {
        low {
          duration
          businessDays
        }
        normal {
          duration
          businessDays
        }
        high {
          duration
          businessDays
        }
        urgent {
          duration
          businessDays
        }
      }
      escalation {
        reassign
        raisePriority
        after {
          duration
          businessDays
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SlaPoliciesQuery, SlaPoliciesQueryVariables>;
export const SnoozeTicketDocument = new TypedDocumentString(`
    mutation SnoozeTicket($input: SnoozeTicketInput!) {
  snoozeTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SnoozeTicketMutation, SnoozeTicketMutationVariables>;
export const SolveTicketDocument = new TypedDocumentString(`
    mutation SolveTicket($input: SolveTicketInput!) {
  solveTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        acknowledgedLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SolveTicketMutation, SolveTicketMutationVariables>;
export const StepsDueDocument = new TypedDocumentString(`
    query StepsDue($groupId: ID, $first: Int, $after: String) {
  stepsDue(groupId: $groupId, first: $first, after: $after) {
    totalCount
    nodes {
      id
      code
      title {
        text
      }
      beganAt
      toBeTakenBy
      mine
      group {
        id
        code
      }
      ticket {
        id
        number
        title
        version
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<StepsDueQuery, StepsDueQueryVariables>;
export const StoreTicketsDocument = new TypedDocumentString(`
    query StoreTickets($filter: TicketsFilter, $first: Int = 20, $after: String) {
  tickets(filter: $filter, orderBy: CREATED_AT_DESC, first: $first, after: $after) {
    nodes {
      id
      number
      version
      title
      status
      createdAt
      updatedAt
      firstRespondedAt
      solvedAt
      serviceItem {
        id
        name {
          text
        }
      }
      assignee {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
    `) as unknown as TypedDocumentString<StoreTicketsQuery, StoreTicketsQueryVariables>;
export const StuckActsDocument = new TypedDocumentString(`
    query StuckActs($first: Int, $after: String) {
  stuckActs(first: $first, after: $after) {
    totalCount
    nodes {
      id
      kind
      state
      tries
      sent
      lastFailure
      repeatableUntil
      createdAt
      ticket {
        id
        number
        title
        version
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<StuckActsQuery, StuckActsQueryVariables>;
export const SubmitInvoiceRequestDocument = new TypedDocumentString(`
    mutation SubmitInvoiceRequest($input: SubmitInvoiceRequestInput!) {
  submitInvoiceRequest(input: $input) {
    ticket {
      id
      number
      version
      status
      orderCode
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SubmitInvoiceRequestMutation, SubmitInvoiceRequestMutationVariables>;
export const SubmitMemberChangeDocument = new TypedDocumentString(`
    mutation SubmitMemberChange($input: SubmitMemberChangeInput!) {
  submitMemberChange(input: $input) {
    ticket {
      id
      number
      version
      status
      memberCode
      form
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SubmitMemberChangeMutation, SubmitMemberChangeMutationVariables>;
export const SubmitOrderDeletionDocument = new TypedDocumentString(`
    mutation SubmitOrderDeletion($input: SubmitOrderDeletionInput!) {
  submitOrderDeletion(input: $input) {
    ticket {
      id
      number
      version
      status
      orderCode
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SubmitOrderDeletionMutation, SubmitOrderDeletionMutationVariables>;
export const SubmitPasswordResetDocument = new TypedDocumentString(`
    mutation SubmitPasswordReset($input: SubmitPasswordResetInput!) {
  submitPasswordReset(input: $input) {
    ticket {
      id
      number
      version
      status
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SubmitPasswordResetMutation, SubmitPasswordResetMutationVariables>;
export const SubmitTicketDocument = new TypedDocumentString(`
    mutation SubmitTicket($input: SubmitTicketInput!) {
  submitTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        acknowledgedLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<SubmitTicketMutation, SubmitTicketMutationVariables>;
export const TakeStepDocument = new TypedDocumentString(`
    mutation TakeStep($input: TakeStepInput!) {
  takeStep(input: $input) {
    ticket {
      id
      number
      version
      status
      updatedAt
      group {
        id
        code
      }
      procedure {
        id
        code
        state
        reason
        steps {
          id
          code
          place
          state
          outcome
          mine
        }
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<TakeStepMutation, TakeStepMutationVariables>;
export const TakeVerificationCallDocument = new TypedDocumentString(`
    mutation TakeVerificationCall($input: TakeVerificationCallInput!) {
  takeVerificationCall(input: $input) {
    numberKind
    number
    questions {
      kind
      text {
        text
      }
    }
    ticket {
      id
      number
      version
      status
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<TakeVerificationCallMutation, TakeVerificationCallMutationVariables>;
export const TicketDetailDocument = new TypedDocumentString(`
    query TicketDetail($id: ID, $number: Int, $first: Int = 100, $afterComment: String, $afterEvent: String) {
  ticket(id: $id, number: $number) {
    id
    number
    version
    externalId
    title
    description
    status
    priority
    channel
    form
    storeCode
    memberCode
    orderCode
    tags
    flag
    awaiting
    wakeAt
    urged
    createdAt
    updatedAt
    firstRespondedAt
    solvedAt
    endedAt
    requester {
      kind
      key
    }
    attachments {
      id
      purpose
      sensitive
      state
      fileName
      contentType
      size
      downloadUrl
    }
    serviceItem {
      id
      code
      path {
        id
        name {
          text
        }
      }
    }
    group {
      id
      code
      name {
        text
      }
    }
    assignee {
      id
      name
      presence
    }
    timers {
      id
      metric
      instance
      startedAt
      clock
      target
      targetBusinessDays
      policyName {
        text
      }
      warned
      escalationLevel
      acknowledgedLevel
      state {
        __typename
        ... on Running {
          dueAt
          warnAt
          provisional
        }
        ... on Paused {
          since
          awaiting
          remaining
        }
        ... on Met {
          at
        }
        ... on Breached {
          at
          metAt
        }
        ... on Cancelled {
          at
        }
      }
    }
    comments(first: $first, after: $afterComment) {
      nodes {
        id
        visibility
        body
        createdAt
        author {
          kind
          key
          agent {
            id
            name
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    timeline(first: $first, after: $afterEvent) {
      nodes {
        id
        kind
        revision
        at
        actorKind
        actorKey
        agent {
          id
          name
        }
        data
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
    flags {
      id
      colour
      content
      onDate
      createdAt
      author {
        id
        name
      }
    }
    links {
      kind
      isSource
      ticket {
        id
        number
        title
        status
      }
    }
    followUpOf {
      id
      number
    }
    mergedInto {
      id
      number
    }
  }
}
    `) as unknown as TypedDocumentString<TicketDetailQuery, TicketDetailQueryVariables>;
export const TicketPhrasesDocument = new TypedDocumentString(`
    query TicketPhrases($ticketId: ID!, $language: Language! = ZH_CN) {
  ticketPhrases(ticketId: $ticketId, language: $language) {
    text
    missing
    phrase {
      id
      code
      name {
        text
      }
      blanks {
        code
        label {
          text
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TicketPhrasesQuery, TicketPhrasesQueryVariables>;
export const TicketProcedureDocument = new TypedDocumentString(`
    query TicketProcedure($id: ID!) {
  ticket(id: $id) {
    id
    version
    status
    procedure {
      id
      code
      name {
        text
      }
      state
      reason
      beganAt
      endedAt
      steps {
        id
        code
        place
        title {
          text
        }
        state
        toBeTakenBy
        group {
          id
          code
        }
        outcome
        outcomeTitle {
          text
        }
        fields
        note
        takenBy {
          id
          name
        }
        beganAt
        endedAt
        timer {
          id
          state {
            __typename
            ... on Running {
              dueAt
              warnAt
            }
          }
        }
        mine
        possible {
          code
          title {
            text
          }
          fields
          noteRequired
          allowed
          refusals {
            code
            message
          }
        }
      }
      acts {
        id
        kind
        state
        tries
        answer {
          at
          reference
          reason
          dependencies
        }
        lastFailure
        nextAt
        createdAt
        settledAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TicketProcedureQuery, TicketProcedureQueryVariables>;
export const TicketTimelineDocument = new TypedDocumentString(`
    query TicketTimeline($id: ID!, $first: Int = 100, $after: String) {
  ticket(id: $id) {
    id
    version
    timeline(first: $first, after: $after) {
      nodes {
        id
        kind
        revision
        at
        actorKind
        actorKey
        agent {
          id
          name
        }
        data
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<TicketTimelineQuery, TicketTimelineQueryVariables>;
export const TicketTimersDocument = new TypedDocumentString(`
    query TicketTimers($id: ID!) {
  ticket(id: $id) {
    id
    version
    status
    timers {
      id
      metric
      instance
      startedAt
      warned
      escalationLevel
      acknowledgedLevel
      state {
        __typename
        ... on Running {
          dueAt
          warnAt
          provisional
        }
        ... on Paused {
          since
          awaiting
          remaining
        }
        ... on Met {
          at
        }
        ... on Breached {
          at
          metAt
        }
        ... on Cancelled {
          at
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TicketTimersQuery, TicketTimersQueryVariables>;
export const TicketUpdatesDocument = new TypedDocumentString(`
    subscription TicketUpdates($filter: TicketUpdatesFilter, $after: String) {
  ticketUpdates(filter: $filter, after: $after) {
    cursor
    changeType
    ticketId
    ticket {
      id
      number
      version
      title
      status
      priority
      storeCode
      tags
      flag
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
      timers {
        id
        metric
        instance
        warned
        escalationLevel
        state {
          __typename
          ... on Running {
            dueAt
            warnAt
            provisional
          }
          ... on Paused {
            since
            awaiting
            remaining
          }
          ... on Met {
            at
          }
          ... on Breached {
            at
            metAt
          }
          ... on Cancelled {
            at
          }
        }
      }
    }
    event {
      id
      kind
      revision
      at
      actorKind
      actorKey
      data
    }
  }
}
    `) as unknown as TypedDocumentString<TicketUpdatesSubscription, TicketUpdatesSubscriptionVariables>;
export const TokenRevocationsDocument = new TypedDocumentString(`
    query TokenRevocations($first: Int, $after: String) {
  tokenRevocations(first: $first, after: $after) {
    nodes {
      id
      jti
      actorKey
      issuedBefore
      expiresAt
      reason
      revokedAt
      revokedByKey
      version
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<TokenRevocationsQuery, TokenRevocationsQueryVariables>;
export const UndeliveredNotificationsDocument = new TypedDocumentString(`
    query UndeliveredNotifications($channel: NotificationChannel, $first: Int, $after: String) {
  undeliveredNotifications(channel: $channel, first: $first, after: $after) {
    totalCount
    nodes {
      id
      channel
      state
      tries
      lastError
      dueAt
      nextAt
      reason
      level
      agent {
        id
        name
      }
      group {
        id
        code
      }
      ticket {
        id
        number
        title
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<UndeliveredNotificationsQuery, UndeliveredNotificationsQueryVariables>;
export const UnmaskCustomerPhoneDocument = new TypedDocumentString(`
    mutation UnmaskCustomerPhone($input: UnmaskCustomerPhoneInput!) {
  unmaskCustomerPhone(input: $input) {
    phone
    customer {
      id
      version
      phone
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<UnmaskCustomerPhoneMutation, UnmaskCustomerPhoneMutationVariables>;
export const UnmaskFieldDocument = new TypedDocumentString(`
    mutation UnmaskField($input: UnmaskFieldInput!) {
  unmaskField(input: $input) {
    value
    ticket {
      id
      version
      form
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<UnmaskFieldMutation, UnmaskFieldMutationVariables>;
export const UpdateCustomerDocument = new TypedDocumentString(`
    mutation UpdateCustomer($input: UpdateCustomerInput!) {
  updateCustomer(input: $input) {
    customer {
      id
      version
      name
      phone
      memberCode
      storeCode
      grade
      note
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateCustomerMutation, UpdateCustomerMutationVariables>;
export const UrgeTicketDocument = new TypedDocumentString(`
    mutation UrgeTicket($input: UrgeTicketInput!) {
  urgeTicket(input: $input) {
    ticket {
      id
      number
      version
      status
      priority
      updatedAt
      group {
        id
        code
      }
      assignee {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
      retryable
    }
  }
}
    `) as unknown as TypedDocumentString<UrgeTicketMutation, UrgeTicketMutationVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    kind
    key
    permissions
    seesAll
    storeCode
    memberCode
    language
    now
    agent {
      id
      name
      presence
      skills
      capacity
      version
    }
    groups {
      id
      code
      name {
        text
      }
    }
    worksIn {
      id
      code
    }
  }
  unreadNotificationCount
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
