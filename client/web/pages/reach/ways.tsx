/**
 * The ways to somebody, each one switch with what it means in a sentence. A switch is an agreement: the sentence beside it is what is
 * agreed to and is kept with it, and switching off ends it.
 */
import { BellRing, Mail, MessageCircle, MessageSquareText, PhoneCall } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import type { OutwardChannel } from '../../../../shared/notices/usual.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { TextField } from '../../components/text-field.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import type { PushState } from '../../push.ts';
import {
	type Consent,
	type ContactField,
	type Contacts,
	saveContacts,
	sayConsent,
} from '../../relay/reach.ts';
import styles from './reach.module.css';
import { wayWords } from './way-words.ts';

interface Props {
	readonly contacts: Contacts;
	readonly consent: Consent;
	readonly again: () => void;
}

export function Ways(props: Props) {
	const { say } = useAllWords();
	const { contacts } = props;
	return (
		<div className={styles['ways']}>
			<PushWay />
			<Way {...props} channel="email" icon={<Mail size={20} aria-hidden />} field="email">
				<Address {...props} field="email" label={say.reach.emailAddress} hint={say.reach.emailHint} />
			</Way>
			<Way {...props} channel="sms" icon={<MessageSquareText size={20} aria-hidden />} field="phone">
				<Address {...props} field="phone" label={say.reach.phone} hint={say.reach.phoneHint} />
			</Way>
			<Way {...props} channel="voice" icon={<PhoneCall size={20} aria-hidden />} field="phone">
				{contacts.phone === undefined ? null : <p className={styles['hint']}>{say.reach.voiceHint}</p>}
			</Way>
			<details className={styles['other']}>
				<summary>{say.reach.otherWays}</summary>
				<Way {...props} channel="whatsapp" icon={<MessageCircle size={20} aria-hidden />} field="whatsapp">
					<Address {...props} field="whatsapp" label={say.reach.whatsappNumber} hint={say.reach.phoneHint} />
				</Way>
			</details>
		</div>
	);
}

function PushWay() {
	const { say } = useAllWords();
	const { push, notices } = useParts();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const [state, setState] = useState<PushState>(() => push.state(id));
	const [isWorking, setWorking] = useState(false);
	const set = async (isOn: boolean) => {
		setWorking(true);
		const done = isOn ? await push.turnOn(id) : await push.turnOff(id);
		setWorking(false);
		setState(push.state(id));
		if (done === undefined || done.ok || done.error.code === 'forbidden') return;
		const text = done.error.code === 'no-push' ? say.reach.pushFault : faultWords(done.error);
		notices.say({ text, tone: 'bad' });
	};
	const words = {
		on: say.reach.pushOn,
		off: say.reach.pushOff,
		forbidden: say.reach.pushForbidden,
		impossible: say.reach.pushImpossible,
	}[state];
	const isFixed = state === 'impossible' || state === 'forbidden';
	return (
		<WayFrame
			icon={<BellRing size={20} aria-hidden />}
			name={say.reach.push}
			words={words}
			isOn={state === 'on'}
			set={isFixed || isWorking ? undefined : (isOn) => void set(isOn)}
		/>
	);
}

type Spoken = Exclude<OutwardChannel, 'push'>;

function Way({
	channel,
	field,
	icon,
	contacts,
	consent,
	again,
	children,
}: Props & {
	readonly channel: Spoken;
	readonly field: ContactField;
	readonly icon: ReactNode;
	readonly children: ReactNode;
}) {
	const all = useAllWords();
	const { say } = all;
	const { relay, notices } = useParts();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const hasAddress = contacts[field] !== undefined;
	const { isOn, words } = wayWords(channel, { consent, hasAddress }, all);
	const set = async (next: boolean) => {
		const said = { channel, state: next ? 'granted' : 'revoked', text: say.reach.consent[channel] } as const;
		const answer = await sayConsent(relay, id, said);
		again();
		if (!answer.ok) notices.say({ text: faultWords(answer.error), tone: 'bad' });
	};
	return (
		<WayFrame
			icon={icon}
			name={say.reach[channel]}
			words={words}
			agreement={say.reach.consent[channel]}
			isOn={isOn}
			set={hasAddress ? (next) => void set(next) : undefined}
		>
			{children}
		</WayFrame>
	);
}

function WayFrame({
	icon,
	name,
	words,
	agreement,
	isOn,
	set,
	children,
}: {
	readonly icon: ReactNode;
	readonly name: string;
	readonly words: string;
	/** What switching it on says. */
	readonly agreement?: string;
	readonly isOn: boolean;
	/** Undefined where it cannot be switched now. */
	readonly set: ((isOn: boolean) => void) | undefined;
	readonly children?: ReactNode;
}) {
	const id = useId();
	return (
		<section className={styles['way']} aria-labelledby={id}>
			<label className={styles['switch']}>
				{icon}
				<b id={id}>{name}</b>
				<input
					type="checkbox"
					role="switch"
					checked={isOn}
					disabled={set === undefined}
					aria-describedby={`${id}-words`}
					onChange={(event) => set?.(event.currentTarget.checked)}
				/>
			</label>
			<div id={`${id}-words`} className={styles['words']}>
				{agreement !== undefined && <p>{agreement}</p>}
				<p className={isOn ? styles['on'] : undefined}>{words}</p>
			</div>
			{children}
		</section>
	);
}

function Address({
	contacts,
	field,
	label,
	hint,
	again,
}: Props & { readonly field: ContactField; readonly label: string; readonly hint: string }) {
	const { say } = useAllWords();
	const { relay, notices } = useParts();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const save = async (text: string) => {
		const answer = await saveContacts(relay, id, { [field]: text.trim() === '' ? null : text.trim() });
		again();
		if (answer.ok) notices.say({ text: say.reach.saved, tone: 'calm' });
		else notices.say({ text: faultWords(answer.error), tone: 'bad' });
	};
	return (
		<TextField
			label={label}
			hint={hint}
			type={field === 'email' ? 'email' : 'tel'}
			value={contacts[field] ?? ''}
			commit={(text) => void save(text)}
		/>
	);
}
