/** Who was removed, and the way back in. */
import { useCallback } from 'react';
import type { Role } from '../../../../shared/access/roles.ts';
import { removedPeople } from '../../../react/removed.ts';
import { sameDeep } from '../../../react/steady.ts';
import { useMay } from '../../../react/use-may.ts';
import { useHandle } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { Disc } from '../../components/disc.tsx';
import rowStyles from '../../components/row.module.css';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';

export function RemovedPeople() {
	const { say } = useWords();
	const people = useHandle(
		useCallback((wedding) => removedPeople(wedding.doc), []),
		sameDeep,
	);
	if (people.length === 0) return null;
	return (
		<Section title={say.people.removed} count={people.length}>
			<ul>
				{people.map((person) => (
					<RemovedRow key={person.id} {...person} />
				))}
			</ul>
		</Section>
	);
}

function RemovedRow({ id, name, role }: { readonly id: string; readonly name: string; readonly role: Role }) {
	const { say } = useWords();
	const act = useAct();
	const mayRestore = useMay('people', id, 'deletedAt').may;
	return (
		<li className={rowStyles['row']}>
			<Disc face={{ id, name }} size="large" isDecorative />
			<div className={rowStyles['body']}>
				<span className={rowStyles['title']}>{name}</span>
				<div className={rowStyles['meta']}>
					<span>{say.roleNames[role]}</span>
				</div>
			</div>
			<div className={rowStyles['end']}>
				{mayRestore && (
					<Button
						aria-label={say.people.restoreOf(name)}
						onClick={() => act('people.restore', { id }, { text: say.people.restored(name), undo: true })}
					>
						{say.people.restore}
					</Button>
				)}
			</div>
		</li>
	);
}
