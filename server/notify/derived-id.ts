/**
 * Names of what comes of an event: derived and never drawn, so that whoever does it a second time (a crash, a second node) finds
 * what is there. What goes in must never change its form: providers know deliveries by these names.
 */
import { hash } from 'node:crypto';
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Channel } from '../../shared/notices/channel.ts';
import type { NoticeKind } from '../../shared/notices/kind.ts';
import type { Recipient } from '../store/deliveries.ts';

/** One person told of one thing of one event. */
export const noticeId = (event: string, kind: NoticeKind, person: PersonId): string =>
	nameOf(['notice', event, kind, person]);

/** One way that a notice takes to somebody, or that an event takes to an endpoint. */
export const deliveryId = (source: string, channel: Channel, to: Recipient): string =>
	nameOf(['delivery', source, channel, to.kind === 'person' ? to.person : to.endpoint]);

/** What is told of one thing: of two such messages on a screen the later stands there. */
export const subjectId = (wedding: WeddingId, topic: string, record: string): string =>
	nameOf(['subject', wedding, topic, record]);

/** An endpoint that was asked for under a key: asked for again it is this one. */
export const endpointId = (wedding: WeddingId, person: PersonId, key: string): string =>
	nameOf(['endpoint', wedding, person, key]);

/** What was asked for, told apart from anything else. */
export const requestId = (asked: object): string => nameOf(['request', JSON.stringify(asked)]);

/** JSON keeps the parts apart: no text in one of them can pass for the border to the next. */
const nameOf = (parts: readonly string[]): string =>
	hash('sha256', JSON.stringify(parts), 'base64url').slice(0, length);

/** 132 bits. */
const length = 22;
