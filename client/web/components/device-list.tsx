/** The devices somebody is signed in on, this one marked, each with the way to sign it out from here. */
import { Laptop, Smartphone } from 'lucide-react';
import { useCallback } from 'react';
import { useNow } from '../../react/device.ts';
import { useParts } from '../app-parts.ts';
import { useFaultWords } from '../fault-words.ts';
import { useWords } from '../messages/messages.ts';
import { devicesOf, revokeDevice, type SignedInDevice } from '../relay/devices.ts';
import { useAsked } from '../use-asked.ts';
import { agoWords } from '../wording.ts';
import rowStyles from './row.module.css';
import styles from './device-list.module.css';
import { SureButton } from './sure-button.tsx';

export function DeviceList({
	wedding,
	person,
}: {
	readonly wedding: string;
	/** Somebody else's; without it, one's own. */
	readonly person?: string;
}) {
	const { say } = useWords();
	const { relay, notices } = useParts();
	const faultWords = useFaultWords();
	const whose = person === undefined ? { wedding } : { wedding, person };
	const { value, fault, again } = useAsked(
		useCallback(
			() => devicesOf(relay, person === undefined ? { wedding } : { wedding, person }),
			[relay, wedding, person],
		),
	);
	const revoke = async ({ id }: SignedInDevice) => {
		const answer = await revokeDevice(relay, whose, id);
		if (answer.ok) notices.say({ text: say.devices.revoked, tone: 'calm' });
		else notices.say({ text: faultWords(answer.error), tone: 'bad' });
		again();
	};
	return (
		<>
			{fault !== undefined && <p className={styles['quiet']}>{faultWords(fault)}</p>}
			{value?.length === 0 && <p className={styles['quiet']}>{say.devices.none}</p>}
			<ul aria-label={say.devices.title}>
				{(value ?? []).map((device) => (
					<DeviceRow key={device.id} device={device} revoke={() => void revoke(device)} />
				))}
			</ul>
		</>
	);
}

function DeviceRow({
	device: { name, seenAt, createdAt, current },
	revoke,
}: {
	readonly device: SignedInDevice;
	readonly revoke: () => void;
}) {
	const words = useWords();
	const { say } = words;
	const now = useNow(30_000);
	const title = name === undefined || name === '' ? say.devices.unnamed : name;
	const Icon = /iphone|android|ipad/i.test(title) ? Smartphone : Laptop;
	return (
		<li className={rowStyles['row']}>
			<span className={styles['glyph']} aria-hidden>
				<Icon size={18} />
			</span>
			<div className={rowStyles['body']}>
				<span className={rowStyles['title']}>{title}</span>
				<div className={rowStyles['meta']}>
					{current === true && <span className={styles['current']}>{say.devices.current}</span>}
					<span>{say.devices.seen(agoWords(now - Date.parse(seenAt ?? createdAt), words))}</span>
				</div>
			</div>
			<div className={rowStyles['end']}>
				{current !== true && (
					<SureButton act={revoke} sure={say.devices.revokeSure} label={say.devices.revokeOf(title)}>
						{say.devices.revoke}
					</SureButton>
				)}
			</div>
		</li>
	);
}
