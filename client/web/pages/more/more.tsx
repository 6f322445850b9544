/** Everything that is not a list: what wants a decision, edits that could not be kept, the wedding, the look, the device. */
import { HeartHandshake, Users } from 'lucide-react';
import { Link } from 'wouter';
import { useView } from '../../../react/use-view.ts';
import { isOpenTo, type PageName, pages } from '../../components/shell/pages.ts';
import { Page, Section } from '../../components/page.tsx';
import { useWords } from '../../messages/messages.ts';
import { Appearance } from './appearance.tsx';
import { Decisions } from './decisions.tsx';
import { DeviceSection } from './device-section.tsx';
import { DoingSection } from './doing-section.tsx';
import { Drafts } from './drafts.tsx';
import styles from './more.module.css';
import { MyDevices } from './my-devices.tsx';
import { SuggestionInbox } from './suggestions.tsx';
import { WeddingFields } from './wedding-fields.tsx';

export function MorePage() {
	const { say } = useWords();
	const role = useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	return (
		<Page title={say.pages.more}>
			<nav aria-label={say.pages.more} className={styles['links']}>
				<Link href="/assignments">
					<HeartHandshake size={20} aria-hidden /> {say.pages.assignments}
				</Link>
				<Link href="/people">
					<Users size={20} aria-hidden /> {say.pages.people}
				</Link>
				{pages
					.filter((page) => linked.includes(page.name) && isOpenTo(role, page))
					.map((page) => (
						<Link key={page.path} href={page.path}>
							<page.icon size={20} aria-hidden /> {say.pages[page.name]}
						</Link>
					))}
			</nav>
			<Drafts />
			<SuggestionInbox />
			<Decisions />
			<Section title={say.more.wedding}>
				<WeddingFields />
			</Section>
			<DoingSection />
			<Section title={say.more.appearance}>
				<Appearance />
			</Section>
			<Section title={say.more.keyboard}>
				<dl className={styles['keys']}>
					{say.more.keys.map(([keys, does]) => (
						<div key={keys} className="contents">
							<dt>
								<kbd>{keys}</kbd>
							</dt>
							<dd>{does}</dd>
						</div>
					))}
				</dl>
			</Section>
			<MyDevices />
			<DeviceSection />
		</Page>
	);
}

const linked: readonly PageName[] = ['ceremony', 'guests', 'budget', 'alerts', 'reach', 'policy', 'webhooks'];
