// Written by tools/gen.py from madoguchi.wire: do not edit.

export const VERSION = 1;
export const SEALED_LIMIT = 262144;
export const TICKET_LIMIT = 1024;
export const CHAT_LIMIT = 4000;
export const CLIPBOARD_LIMIT = 131072;
export const PURPOSE_LIMIT = 400;
export const TILE_PIXELS = 65536;
export const TILE_LIMIT = 229376;
export const CELL = 64;
export const KEPT_CELLS = 3072;
export const VIDEO_LIMIT = 229376;
export const CHUNK_LIMIT = 131072;
export const FILE_NAME_LIMIT = 1024;
export const REQUEST_LIMIT = 1200;
export const REQUEST_WORD_LIMIT = 600;

export const Access = { VIEW: 1, CONTROL: 2, CLIPBOARD: 3, FILES: 4 } as const;
export type Access = (typeof Access)[keyof typeof Access];
export const Channel = { HANDSHAKE: 0, CONTROL: 1, INPUT: 2, PICTURE: 3, FILES: 4 } as const;
export type Channel = (typeof Channel)[keyof typeof Channel];
export const Ending = { RESOLVED: 1, CUSTOMER_STOPPED: 2, OPERATOR_ENDED: 3, DECLINED: 4, HOURS_REFUSED: 5, SUPERVISOR_ENDED: 6, LOST: 7 } as const;
export type Ending = (typeof Ending)[keyof typeof Ending];
export const Fee = { NONE: 0, WARNED: 1, ASKED: 2, REFUSED: 3, AGREED: 4, READY: 5, CHARGED: 6, STOPPED: 7, RECORDING: 8 } as const;
export type Fee = (typeof Fee)[keyof typeof Fee];
export const FileReason = { REFUSED: 1, TIMED_OUT: 2, CANCELLED: 3, NOT_FOUND: 4, CHANGED: 5, HASH_DIFFERS: 6, NO_SPACE: 7, NOT_GRANTED: 8, BAD_NAME: 9, UNREADABLE: 10, SESSION_ENDED: 11 } as const;
export type FileReason = (typeof FileReason)[keyof typeof FileReason];
export const Grant = { NONE: 0, ASKED: 1, AGREED: 2, HELD: 3 } as const;
export type Grant = (typeof Grant)[keyof typeof Grant];
export const Mode = { NUMBER: 1, RESUME: 2 } as const;
export type Mode = (typeof Mode)[keyof typeof Mode];
export const Pause = { NONE: 0, CUSTOMER_INPUT: 1, QUESTION: 2, LINK: 3, CUSTOMER_PAUSED: 4, SCREEN_LOCKED: 5, OWN_WINDOW: 6, OFF_HOURS: 7, DATA_LIMIT: 8 } as const;
export type Pause = (typeof Pause)[keyof typeof Pause];
export const Phase = { INVITED: 0, FETCHED: 1, STARTED: 2, SHOWN: 3, AGREED: 4, CONNECTED: 5, ENDED: 6 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];
export const RelayReason = { MALFORMED: 1, TOO_LARGE: 2, UNKNOWN_MESSAGE: 3, WRONG_DIRECTION: 4, NOT_YOURS_TO_DO: 5, BROKEN_SEAL: 6, WRONG_SECRET: 7, WRONG_VERSION: 8, NOT_GRANTED: 9, TIMED_OUT: 10, TICKET_REFUSED: 11, BUSY: 12, REPLACED: 13, STALLED: 14, GONE: 15, SHUTTING_DOWN: 16, TOO_MANY: 17, CALLER_NOT_PROVEN: 18 } as const;
export type RelayReason = (typeof RelayReason)[keyof typeof RelayReason];
export const RequestState = { ASKED: 1, DONE: 2, CANNOT: 3, TICKED_OFF: 4, TAKEN_BACK: 5, NOT_TAKEN: 6 } as const;
export type RequestState = (typeof RequestState)[keyof typeof RequestState];
export const Role = { HOST: 1, CONSOLE: 2 } as const;
export type Role = (typeof Role)[keyof typeof Role];
export const Sharing = { NOTHING: 0, MONITOR: 1, WINDOW: 2 } as const;
export type Sharing = (typeof Sharing)[keyof typeof Sharing];
export const TileCoding = { SOLID: 1, ZSTD_BGR: 2, INDEXED: 3 } as const;
export type TileCoding = (typeof TileCoding)[keyof typeof TileCoding];
export const Verdict = { ALLOWED: 1, REFUSED: 2, TIMED_OUT: 3, WITHDRAWN: 4, YIELDED: 5, RAN_OUT: 6, NOT_RECORDED: 7, NOT_ASSIGNED: 8 } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];
export const VideoCoding = { H264: 1 } as const;
export type VideoCoding = (typeof VideoCoding)[keyof typeof VideoCoding];

export type FieldKind =
  | { kind: "uint" | "int"; size: number }
  | { kind: "bool" }
  | { kind: "text" | "blob"; limit: number }
  | { kind: "fixed"; size: number }
  | { kind: "list"; members: readonly number[] };
export type SenderName = "host" | "console" | "both" | "end" | "relay";
export interface MessageRow {
  readonly is: string;
  readonly number: number;
  readonly sender: SenderName;
  readonly limit: number;
  readonly fields: readonly (readonly [string, FieldKind])[];
}

export type EnvelopeAttach = { readonly is: "envelope.Attach"; readonly ticket: Uint8Array };
export type EnvelopeAttached = { readonly is: "envelope.Attached" };
export type EnvelopePeerJoined = { readonly is: "envelope.PeerJoined" };
export type EnvelopePeerLeft = { readonly is: "envelope.PeerLeft"; readonly reason: RelayReason };
export type EnvelopeCarry = { readonly is: "envelope.Carry"; readonly channel: Channel; readonly sealed: Uint8Array };
export type EnvelopeClosed = { readonly is: "envelope.Closed"; readonly reason: RelayReason };
export type EnvelopeLeave = { readonly is: "envelope.Leave"; readonly reason: RelayReason };
export type EnvelopeBeat = { readonly is: "envelope.Beat" };
export type EnvelopeMessage = EnvelopeAttach | EnvelopeAttached | EnvelopePeerJoined | EnvelopePeerLeft | EnvelopeCarry | EnvelopeClosed | EnvelopeLeave | EnvelopeBeat;

export type HandshakeHello = { readonly is: "handshake.Hello"; readonly version: number; readonly role: Role; readonly mode: Mode; readonly attempt: Uint8Array; readonly nonce: Uint8Array; readonly build: string };
export type HandshakeShare = { readonly is: "handshake.Share"; readonly share: Uint8Array };
export type HandshakeConfirm = { readonly is: "handshake.Confirm"; readonly tag: Uint8Array };
export type HandshakeTurnedAway = { readonly is: "handshake.TurnedAway"; readonly reason: RelayReason };
export type HandshakeMessage = HandshakeHello | HandshakeShare | HandshakeConfirm | HandshakeTurnedAway;

export type ControlPing = { readonly is: "control.Ping"; readonly token: number };
export type ControlPong = { readonly is: "control.Pong"; readonly token: number };
export type ControlCaller = { readonly is: "control.Caller"; readonly card: Uint8Array; readonly card_signature: Uint8Array; readonly proof: Uint8Array };
export type ControlChat = { readonly is: "control.Chat"; readonly text: string };
export type ControlAsk = { readonly is: "control.Ask"; readonly access: Access; readonly minutes: number; readonly purpose: string };
export type ControlYield = { readonly is: "control.Yield"; readonly access: Access };
export type ControlStanding = { readonly is: "control.Standing"; readonly phase: Phase; readonly view: Grant; readonly control: Grant; readonly clipboard: Grant; readonly files: Grant; readonly pause: Pause; readonly sharing: Sharing; readonly sharing_title: string; readonly bytes_used: number; readonly view_left: number; readonly control_left: number; readonly clipboard_left: number; readonly files_left: number; readonly data_limit: number; readonly low_data: boolean };
export type ControlAnswer = { readonly is: "control.Answer"; readonly access: Access; readonly verdict: Verdict };
export type ControlClip = { readonly is: "control.Clip"; readonly text: string };
export type ControlEnd = { readonly is: "control.End"; readonly ending: Ending };
export type ControlRefresh = { readonly is: "control.Refresh" };
export type ControlMeter = { readonly is: "control.Meter"; readonly fee: Fee; readonly working: boolean; readonly seconds_left: number; readonly in_hours: number; readonly off_hours: number; readonly yen: number; readonly stop_at: number };
export type ControlRequestToCustomer = { readonly is: "control.RequestToCustomer"; readonly request: number; readonly text: string };
export type ControlSettleRequest = { readonly is: "control.SettleRequest"; readonly request: number; readonly state: RequestState };
export type ControlRequestStands = { readonly is: "control.RequestStands"; readonly request: number; readonly state: RequestState; readonly text: string; readonly word: string };
export type ControlMessage = ControlPing | ControlPong | ControlCaller | ControlChat | ControlAsk | ControlYield | ControlStanding | ControlAnswer | ControlClip | ControlEnd | ControlRefresh | ControlMeter | ControlRequestToCustomer | ControlSettleRequest | ControlRequestStands;

export type InputKey = { readonly is: "input.Key"; readonly down: boolean; readonly usage: number };
export type InputType = { readonly is: "input.Type"; readonly text: string };
export type InputPointer = { readonly is: "input.Pointer"; readonly x: number; readonly y: number };
export type InputButton = { readonly is: "input.Button"; readonly down: boolean; readonly button: number; readonly x: number; readonly y: number };
export type InputWheel = { readonly is: "input.Wheel"; readonly dx: number; readonly dy: number; readonly x: number; readonly y: number };
export type InputReleaseAll = { readonly is: "input.ReleaseAll" };
export type InputMessage = InputKey | InputType | InputPointer | InputButton | InputWheel | InputReleaseAll;

export type PictureCanvas = { readonly is: "picture.Canvas"; readonly width: number; readonly height: number };
export type PictureCopy = { readonly is: "picture.Copy"; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly to_x: number; readonly to_y: number };
export type PictureTile = { readonly is: "picture.Tile"; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly coding: TileCoding; readonly data: Uint8Array };
export type PictureFrameEnd = { readonly is: "picture.FrameEnd"; readonly frame: number };
export type PictureCursorShape = { readonly is: "picture.CursorShape"; readonly width: number; readonly height: number; readonly hot_x: number; readonly hot_y: number; readonly data: Uint8Array };
export type PictureCursorAt = { readonly is: "picture.CursorAt"; readonly x: number; readonly y: number; readonly visible: boolean };
export type PictureDrawn = { readonly is: "picture.Drawn"; readonly frame: number; readonly took: number };
export type PictureKeep = { readonly is: "picture.Keep"; readonly left: number; readonly top: number; readonly across: number; readonly down: number };
export type PictureKnown = { readonly is: "picture.Known"; readonly left: number; readonly top: number; readonly across: number; readonly down: number; readonly first: number };
export type PictureVideo = { readonly is: "picture.Video"; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly coding: VideoCoding; readonly key: boolean; readonly data: Uint8Array };
export type PictureVideoLost = { readonly is: "picture.VideoLost"; readonly again: boolean };
export type PictureMessage = PictureCanvas | PictureCopy | PictureTile | PictureFrameEnd | PictureCursorShape | PictureCursorAt | PictureDrawn | PictureKeep | PictureKnown | PictureVideo | PictureVideoLost;

export type FilesOffer = { readonly is: "files.Offer"; readonly transfer: number; readonly name: string; readonly size: number; readonly purpose: string };
export type FilesRequest = { readonly is: "files.Request"; readonly transfer: number; readonly name: string; readonly purpose: string };
export type FilesAccept = { readonly is: "files.Accept"; readonly transfer: number; readonly start: number };
export type FilesChunk = { readonly is: "files.Chunk"; readonly transfer: number; readonly start: number; readonly data: Uint8Array };
export type FilesKept = { readonly is: "files.Kept"; readonly transfer: number; readonly upto: number };
export type FilesWhole = { readonly is: "files.Whole"; readonly transfer: number; readonly sha256: Uint8Array };
export type FilesReceived = { readonly is: "files.Received"; readonly transfer: number };
export type FilesStop = { readonly is: "files.Stop"; readonly transfer: number; readonly reason: FileReason };
export type FilesMessage = FilesOffer | FilesRequest | FilesAccept | FilesChunk | FilesKept | FilesWhole | FilesReceived | FilesStop;

export const ENVELOPE: readonly MessageRow[] = [
  { is: "envelope.Attach", number: 0x01, sender: "end", limit: 1028, fields: [["ticket", { kind: "blob", limit: 1024 }]] },
  { is: "envelope.Attached", number: 0x02, sender: "relay", limit: 0, fields: [] },
  { is: "envelope.PeerJoined", number: 0x03, sender: "relay", limit: 0, fields: [] },
  { is: "envelope.PeerLeft", number: 0x04, sender: "relay", limit: 1, fields: [["reason", { kind: "list", members: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] }]] },
  { is: "envelope.Carry", number: 0x05, sender: "both", limit: 262149, fields: [["channel", { kind: "list", members: [0, 1, 2, 3, 4] }], ["sealed", { kind: "blob", limit: 262144 }]] },
  { is: "envelope.Closed", number: 0x06, sender: "relay", limit: 1, fields: [["reason", { kind: "list", members: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] }]] },
  { is: "envelope.Leave", number: 0x07, sender: "end", limit: 1, fields: [["reason", { kind: "list", members: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] }]] },
  { is: "envelope.Beat", number: 0x08, sender: "both", limit: 0, fields: [] },
];

export const HANDSHAKE: readonly MessageRow[] = [
  { is: "handshake.Hello", number: 0x01, sender: "both", limit: 104, fields: [["version", { kind: "uint", size: 2 }], ["role", { kind: "list", members: [1, 2] }], ["mode", { kind: "list", members: [1, 2] }], ["attempt", { kind: "fixed", size: 16 }], ["nonce", { kind: "fixed", size: 16 }], ["build", { kind: "text", limit: 64 }]] },
  { is: "handshake.Share", number: 0x02, sender: "both", limit: 32, fields: [["share", { kind: "fixed", size: 32 }]] },
  { is: "handshake.Confirm", number: 0x03, sender: "both", limit: 64, fields: [["tag", { kind: "fixed", size: 64 }]] },
  { is: "handshake.TurnedAway", number: 0x04, sender: "both", limit: 1, fields: [["reason", { kind: "list", members: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] }]] },
];

export const CONTROL: readonly MessageRow[] = [
  { is: "control.Ping", number: 0x10, sender: "both", limit: 4, fields: [["token", { kind: "uint", size: 4 }]] },
  { is: "control.Pong", number: 0x11, sender: "both", limit: 4, fields: [["token", { kind: "uint", size: 4 }]] },
  { is: "control.Caller", number: 0x12, sender: "console", limit: 4228, fields: [["card", { kind: "blob", limit: 4096 }], ["card_signature", { kind: "fixed", size: 64 }], ["proof", { kind: "fixed", size: 64 }]] },
  { is: "control.Chat", number: 0x13, sender: "both", limit: 4004, fields: [["text", { kind: "text", limit: 4000 }]] },
  { is: "control.Ask", number: 0x14, sender: "console", limit: 407, fields: [["access", { kind: "list", members: [1, 2, 3, 4] }], ["minutes", { kind: "uint", size: 2 }], ["purpose", { kind: "text", limit: 400 }]] },
  { is: "control.Yield", number: 0x15, sender: "console", limit: 1, fields: [["access", { kind: "list", members: [1, 2, 3, 4] }]] },
  { is: "control.Standing", number: 0x16, sender: "host", limit: 556, fields: [["phase", { kind: "list", members: [0, 1, 2, 3, 4, 5, 6] }], ["view", { kind: "list", members: [0, 1, 2, 3] }], ["control", { kind: "list", members: [0, 1, 2, 3] }], ["clipboard", { kind: "list", members: [0, 1, 2, 3] }], ["files", { kind: "list", members: [0, 1, 2, 3] }], ["pause", { kind: "list", members: [0, 1, 2, 3, 4, 5, 6, 7, 8] }], ["sharing", { kind: "list", members: [0, 1, 2] }], ["sharing_title", { kind: "text", limit: 512 }], ["bytes_used", { kind: "uint", size: 8 }], ["view_left", { kind: "uint", size: 4 }], ["control_left", { kind: "uint", size: 4 }], ["clipboard_left", { kind: "uint", size: 4 }], ["files_left", { kind: "uint", size: 4 }], ["data_limit", { kind: "uint", size: 8 }], ["low_data", { kind: "bool" }]] },
  { is: "control.Answer", number: 0x17, sender: "host", limit: 2, fields: [["access", { kind: "list", members: [1, 2, 3, 4] }], ["verdict", { kind: "list", members: [1, 2, 3, 4, 5, 6, 7, 8] }]] },
  { is: "control.Clip", number: 0x18, sender: "both", limit: 131076, fields: [["text", { kind: "text", limit: 131072 }]] },
  { is: "control.End", number: 0x19, sender: "both", limit: 1, fields: [["ending", { kind: "list", members: [1, 2, 3, 4, 5, 6, 7] }]] },
  { is: "control.Refresh", number: 0x1a, sender: "console", limit: 0, fields: [] },
  { is: "control.Meter", number: 0x1b, sender: "host", limit: 30, fields: [["fee", { kind: "list", members: [0, 1, 2, 3, 4, 5, 6, 7, 8] }], ["working", { kind: "bool" }], ["seconds_left", { kind: "uint", size: 4 }], ["in_hours", { kind: "uint", size: 4 }], ["off_hours", { kind: "uint", size: 4 }], ["yen", { kind: "uint", size: 8 }], ["stop_at", { kind: "uint", size: 8 }]] },
  { is: "control.RequestToCustomer", number: 0x1c, sender: "console", limit: 1208, fields: [["request", { kind: "uint", size: 4 }], ["text", { kind: "text", limit: 1200 }]] },
  { is: "control.SettleRequest", number: 0x1d, sender: "console", limit: 5, fields: [["request", { kind: "uint", size: 4 }], ["state", { kind: "list", members: [1, 2, 3, 4, 5, 6] }]] },
  { is: "control.RequestStands", number: 0x1e, sender: "host", limit: 1813, fields: [["request", { kind: "uint", size: 4 }], ["state", { kind: "list", members: [1, 2, 3, 4, 5, 6] }], ["text", { kind: "text", limit: 1200 }], ["word", { kind: "text", limit: 600 }]] },
];

export const INPUT: readonly MessageRow[] = [
  { is: "input.Key", number: 0x30, sender: "console", limit: 3, fields: [["down", { kind: "bool" }], ["usage", { kind: "uint", size: 2 }]] },
  { is: "input.Type", number: 0x31, sender: "console", limit: 4004, fields: [["text", { kind: "text", limit: 4000 }]] },
  { is: "input.Pointer", number: 0x32, sender: "console", limit: 4, fields: [["x", { kind: "uint", size: 2 }], ["y", { kind: "uint", size: 2 }]] },
  { is: "input.Button", number: 0x33, sender: "console", limit: 6, fields: [["down", { kind: "bool" }], ["button", { kind: "uint", size: 1 }], ["x", { kind: "uint", size: 2 }], ["y", { kind: "uint", size: 2 }]] },
  { is: "input.Wheel", number: 0x34, sender: "console", limit: 8, fields: [["dx", { kind: "int", size: 2 }], ["dy", { kind: "int", size: 2 }], ["x", { kind: "uint", size: 2 }], ["y", { kind: "uint", size: 2 }]] },
  { is: "input.ReleaseAll", number: 0x35, sender: "console", limit: 0, fields: [] },
];

export const PICTURE: readonly MessageRow[] = [
  { is: "picture.Canvas", number: 0x40, sender: "host", limit: 4, fields: [["width", { kind: "uint", size: 2 }], ["height", { kind: "uint", size: 2 }]] },
  { is: "picture.Copy", number: 0x41, sender: "host", limit: 12, fields: [["x", { kind: "uint", size: 2 }], ["y", { kind: "uint", size: 2 }], ["width", { kind: "uint", size: 2 }], ["height", { kind: "uint", size: 2 }], ["to_x", { kind: "uint", size: 2 }], ["to_y", { kind: "uint", size: 2 }]] },
  { is: "picture.Tile", number: 0x42, sender: "host", limit: 229389, fields: [["x", { kind: "uint", size: 2 }], ["y", { kind: "uint", size: 2 }], ["width", { kind: "uint", size: 2 }], ["height", { kind: "uint", size: 2 }], ["coding", { kind: "list", members: [1, 2, 3] }], ["data", { kind: "blob", limit: 229376 }]] },
  { is: "picture.FrameEnd", number: 0x43, sender: "host", limit: 4, fields: [["frame", { kind: "uint", size: 4 }]] },
  { is: "picture.CursorShape", number: 0x44, sender: "host", limit: 131084, fields: [["width", { kind: "uint", size: 2 }], ["height", { kind: "uint", size: 2 }], ["hot_x", { kind: "uint", size: 2 }], ["hot_y", { kind: "uint", size: 2 }], ["data", { kind: "blob", limit: 131072 }]] },
  { is: "picture.CursorAt", number: 0x45, sender: "host", limit: 5, fields: [["x", { kind: "uint", size: 2 }], ["y", { kind: "uint", size: 2 }], ["visible", { kind: "bool" }]] },
  { is: "picture.Drawn", number: 0x46, sender: "console", limit: 6, fields: [["frame", { kind: "uint", size: 4 }], ["took", { kind: "uint", size: 2 }]] },
  { is: "picture.Keep", number: 0x47, sender: "host", limit: 8, fields: [["left", { kind: "uint", size: 2 }], ["top", { kind: "uint", size: 2 }], ["across", { kind: "uint", size: 2 }], ["down", { kind: "uint", size: 2 }]] },
  { is: "picture.Known", number: 0x48, sender: "host", limit: 12, fields: [["left", { kind: "uint", size: 2 }], ["top", { kind: "uint", size: 2 }], ["across", { kind: "uint", size: 2 }], ["down", { kind: "uint", size: 2 }], ["first", { kind: "uint", size: 4 }]] },
  { is: "picture.Video", number: 0x49, sender: "host", limit: 229390, fields: [["x", { kind: "uint", size: 2 }], ["y", { kind: "uint", size: 2 }], ["width", { kind: "uint", size: 2 }], ["height", { kind: "uint", size: 2 }], ["coding", { kind: "list", members: [1] }], ["key", { kind: "bool" }], ["data", { kind: "blob", limit: 229376 }]] },
  { is: "picture.VideoLost", number: 0x4a, sender: "console", limit: 1, fields: [["again", { kind: "bool" }]] },
];

export const FILES: readonly MessageRow[] = [
  { is: "files.Offer", number: 0x50, sender: "both", limit: 1444, fields: [["transfer", { kind: "uint", size: 4 }], ["name", { kind: "text", limit: 1024 }], ["size", { kind: "uint", size: 8 }], ["purpose", { kind: "text", limit: 400 }]] },
  { is: "files.Request", number: 0x51, sender: "console", limit: 1436, fields: [["transfer", { kind: "uint", size: 4 }], ["name", { kind: "text", limit: 1024 }], ["purpose", { kind: "text", limit: 400 }]] },
  { is: "files.Accept", number: 0x52, sender: "both", limit: 12, fields: [["transfer", { kind: "uint", size: 4 }], ["start", { kind: "uint", size: 8 }]] },
  { is: "files.Chunk", number: 0x53, sender: "both", limit: 131088, fields: [["transfer", { kind: "uint", size: 4 }], ["start", { kind: "uint", size: 8 }], ["data", { kind: "blob", limit: 131072 }]] },
  { is: "files.Kept", number: 0x54, sender: "both", limit: 12, fields: [["transfer", { kind: "uint", size: 4 }], ["upto", { kind: "uint", size: 8 }]] },
  { is: "files.Whole", number: 0x55, sender: "both", limit: 36, fields: [["transfer", { kind: "uint", size: 4 }], ["sha256", { kind: "fixed", size: 32 }]] },
  { is: "files.Received", number: 0x56, sender: "both", limit: 4, fields: [["transfer", { kind: "uint", size: 4 }]] },
  { is: "files.Stop", number: 0x57, sender: "both", limit: 5, fields: [["transfer", { kind: "uint", size: 4 }], ["reason", { kind: "list", members: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }]] },
];
