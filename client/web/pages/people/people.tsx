/** Everybody in the wedding, by role, and who of them is here right now. */
import { Plus } from 'lucide-react';
import { memo, useState } from 'react';
import { Link } from 'wouter';
import { sameDeep } from '../../../react/steady.ts';
import { useHandle, usePerson, useView } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { Disc } from '../../components/disc.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page, Section } from '../../components/page.tsx';
import rowStyles from '../../components/row.module.css';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { useRecordRoute } from '../../use-record-route.ts';
import { AddPerson } from './add-person.tsx';
import { loadOf, peopleGroups } from './people-groups.ts';
import { PersonPanel } from './person-panel.tsx';
import styles from './people.module.css';

export function PeoplePage() {
	const { say } = useWords();
	const route = useRecordRoute('/people');
	const groups = useView(({ plan }) => peopleGroups(plan.people), sameDeep);
	const [isAdding, setAdding] = useState(false);
	return (
		<Page
			title={say.people.title}
			action={
				!isAdding && (
					<Button onClick={() => setAdding(true)}>
						<Plus size={18} aria-hidden /> {say.people.add}
					</Button>
				)
			}
			panel={route.id === undefined ? undefined : <PersonPanel id={route.id} close={route.close} />}
		>
			{isAdding && <AddPerson close={() => setAdding(false)} />}
			{groups.length === 0 && <Empty text={say.people.empty} />}
			<div onKeyDown={walkLines}>
				{groups.map(({ role, ids }) => (
					<Section key={role} title={say.roleGroups[role]} count={ids.length}>
						<ul>
							{ids.map((id) => (
								<PersonRow key={id} id={id} href={route.hrefOf(id)} isOpen={route.id === id} />
							))}
						</ul>
					</Section>
				))}
			</div>
		</Page>
	);
}

const PersonRow = memo(function PersonRow({
	id,
	href,
	isOpen,
}: {
	readonly id: string;
	readonly href: string;
	readonly isOpen: boolean;
}) {
	const { say } = useWords();
	const person = usePerson(id);
	const load = useView(({ plan }) => loadOf(plan, id), sameDeep);
	const isHere = useHandle(({ presence }) => presence.some((peer) => peer.person.id === id));
	if (person === undefined) return null;
	return (
		<li className={isOpen ? `${rowStyles['row']} ${rowStyles['open']}` : rowStyles['row']}>
			<Disc face={person} size="large" isDecorative />
			<div className={rowStyles['body']}>
				<Link href={href} className={rowStyles['link']} data-line={id} aria-current={isOpen || undefined}>
					<span className={`${rowStyles['title']} ${styles['name']}`}>{person.name}</span>
				</Link>
				<div className={rowStyles['meta']}>
					{person.trade !== undefined && <span>{person.trade}</span>}
					{load.tasks > 0 && <span>{say.people.tasks(load.tasks)}</span>}
					{load.moments > 0 && <span>{say.people.moments(load.moments)}</span>}
				</div>
			</div>
			<div className={rowStyles['end']}>
				{isHere && <span className={styles['here']}>{say.people.here}</span>}
			</div>
		</li>
	);
});
