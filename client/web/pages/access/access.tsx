/** Who may do what: one's own row in words, the whole table in marks, and the reason of each role. */
import { useEffect, useState } from 'react';
import { Users } from 'lucide-react';
import { Link } from 'wouter';
import { useView } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Page, Section } from '../../components/page.tsx';
import { useWords } from '../../messages/messages.ts';
import { type AccessTable, accessTable, builtIn } from '../../relay/permissions.ts';
import styles from './access.module.css';
import { LevelMark, marks } from './level-mark.tsx';

export function AccessPage() {
	const { say } = useWords();
	const { relay } = useParts();
	const [table, setTable] = useState<AccessTable>(builtIn);
	useEffect(() => {
		let isWanted = true;
		void accessTable(relay).then((asked) => isWanted && setTable(asked));
		return () => {
			isWanted = false;
		};
	}, [relay]);
	return (
		<Page
			title={say.access.title}
			sub={say.access.sub}
			action={
				<Link href="/people" className={styles['back']}>
					<Users size={18} aria-hidden /> {say.pages.people}
				</Link>
			}
		>
			<Mine table={table} />
			<Section title={say.access.everybody}>
				<Matrix table={table} />
				<Legend />
			</Section>
			<Section title={say.access.reasons}>
				<dl className={styles['reasons']}>
					{table.roles.map((role) => (
						<div key={role}>
							<dt>{say.roleNames[role]}</dt>
							<dd>{table.why[role]}</dd>
						</div>
					))}
				</dl>
			</Section>
		</Page>
	);
}

function useOwnRole() {
	return useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
}

function Mine({ table }: { readonly table: AccessTable }) {
	const { say } = useWords();
	const role = useOwnRole();
	return (
		<section className={styles['mine']} aria-label={say.access.mine}>
			<h2>{say.access.youAre(say.roles[role])}</h2>
			<p className={styles['why']}>{table.why[role]}</p>
			<ul>
				{table.categories.map((category) => {
					const level = table.levels[role][category];
					return (
						<li key={category} className={level === 'none' ? styles['closed'] : undefined}>
							<LevelMark level={level} />
							<span className={styles['what']}>{say.access.categories[category]}</span>
							<span className={styles['may']}>
								{level === 'own' ? say.access.own[category] : say.access.yours[level]}
							</span>
						</li>
					);
				})}
			</ul>
		</section>
	);
}

/** Wider than a phone: it scrolls by itself, and is walked with the arrow keys once it has the focus. */
function Matrix({ table }: { readonly table: AccessTable }) {
	const { say } = useWords();
	const own = useOwnRole();
	return (
		<div className={styles['scroll']} role="region" aria-label={say.access.table} tabIndex={0}>
			<table className={styles['table']}>
				<thead>
					<tr>
						<th scope="col">{say.people.role}</th>
						{table.categories.map((category) => (
							<th key={category} scope="col">
								<span>{say.access.categories[category]}</span>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{table.roles.map((role) => (
						<tr key={role} className={role === own ? styles['ownRow'] : undefined}>
							<th scope="row">
								{say.roleNames[role]}
								{role === own && <span className={styles['you']}>{say.access.you}</span>}
							</th>
							{table.categories.map((category) => {
								const level = table.levels[role][category];
								return (
									<td key={category} title={say.access.levels[level]}>
										<LevelMark level={level} />
										<span className="heard-only">{say.access.levels[level]}</span>
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function Legend() {
	const { say } = useWords();
	return (
		<ul className={styles['legend']} aria-label={say.access.legend}>
			{marks.map((level) => (
				<li key={level}>
					<LevelMark level={level} /> {say.access.levels[level]}
				</li>
			))}
		</ul>
	);
}
