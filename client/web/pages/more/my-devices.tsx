/** The devices one is signed in on, a link for another one, and the address to which a lost link is sent. */
import { QrCode } from 'lucide-react';
import { useState } from 'react';
import { useView, useWedding } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { DeviceList } from '../../components/device-list.tsx';
import { Section } from '../../components/page.tsx';
import { useWords } from '../../messages/messages.ts';
import type { NewInvite } from '../../relay/invites.ts';
import { InviteLink } from '../people/invite-link.tsx';
import { useInvitePerson } from '../people/use-invite-person.ts';
import { EmailContact } from './email-contact.tsx';
import styles from './more.module.css';

export function MyDevices() {
	const { say } = useWords();
	const wedding = useWedding();
	const role = useView(({ people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	const [made, setMade] = useState<NewInvite | undefined>(undefined);
	const { invite, isWorking } = useInvitePerson(setMade);
	return (
		<Section title={say.devices.mine}>
			<DeviceList wedding={wedding.id} />
			<div className={styles['stack']}>
				{made !== undefined && <InviteLink invite={made} close={() => setMade(undefined)} />}
				{made === undefined && (
					<div>
						<Button
							disabled={isWorking}
							onClick={() => invite({ person: wedding.person.id, role, ttlSeconds: HOUR_S })}
						>
							<QrCode size={18} aria-hidden /> {say.devices.another}
						</Button>
					</div>
				)}
				<EmailContact />
			</div>
		</Section>
	);
}

/** Long enough to fetch the other device from upstairs. */
const HOUR_S = 3_600;
