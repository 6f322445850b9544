/** Guests and tables: who comes, what they eat, where they sit. */
import { Scale, Search } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { GuestList } from '../../../../shared/document/private-sections.ts';
import type { Guest } from '../../../../shared/document/schema.ts';
import { newId } from '../../../../shared/ids.ts';
import { useDevice } from '../../../react/device.ts';
import { useMayCreate } from '../../../react/use-may.ts';
import { useReading } from '../../../react/use-section.ts';
import type { Wedding } from '../../../sdk/handle.ts';
import { Empty } from '../../components/empty.tsx';
import { Page, Section } from '../../components/page.tsx';
import { QuickAdd } from '../../components/quick-add.tsx';
import rowStyles from '../../components/row.module.css';
import { Segments } from '../../components/segments.tsx';
import { Why } from '../../components/why.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { type RecordRoute, useRecordRoute } from '../../use-record-route.ts';
import { Drafts } from '../more/drafts.tsx';
import { GuestPanel, TablePanel } from './guest-panel.tsx';
import {
	countAnswers,
	diets,
	found,
	type GuestFilter,
	guestFilters,
	type LaidTable,
	laidTables,
} from './seating.ts';
import { SectionFrame } from './section-frame.tsx';
import styles from './sections.module.css';
import { conflictsOf } from './use-section-edit.ts';

export function GuestsPage() {
	return <SectionFrame section="guests">{(wedding) => <Everybody wedding={wedding} />}</SectionFrame>;
}

function Everybody({ wedding }: { readonly wedding: Wedding<'guests'> }) {
	const { say } = useWords();
	const route = useRecordRoute('/guests');
	const view = useReading(wedding, (handle) => handle.view);
	const [filter, setFilter] = useState<GuestFilter>('all');
	const [text, setText] = useState('');
	const counts = countAnswers(view.guests);
	const shown = found(view.guests, { filter, text });
	return (
		<Page
			title={say.pages.guests}
			sub={say.guests.sub(counts.yes, counts.open)}
			action={
				<Segments
					label={say.guests.filter}
					value={filter}
					choose={setFilter}
					options={guestFilters.map((value) => ({
						value,
						name: say.guests.filters[value],
						count: counts[value],
					}))}
				/>
			}
			panel={<Panel view={view} route={route} />}
		>
			<Drafts />
			<AddRecord root="guests" />
			<SearchLine text={text} change={setText} />
			{shown.length === 0 && <Empty text={view.guests.length === 0 ? say.guests.empty : say.guests.nobody} />}
			<ul onKeyDown={walkLines}>
				{shown.map((guest) => (
					<GuestRow key={guest.id} guest={guest} view={view} route={route} />
				))}
			</ul>
			<Diets guests={view.guests} />
			<Tables view={view} route={route} />
		</Page>
	);
}

function SearchLine({ text, change }: { readonly text: string; readonly change: (text: string) => void }) {
	const { say } = useWords();
	return (
		<label className={styles['search']}>
			<Search size={18} aria-hidden />
			<span className="heard-only">{say.guests.search}</span>
			<input
				type="search"
				placeholder={say.guests.search}
				value={text}
				onChange={(event) => change(event.currentTarget.value)}
			/>
		</label>
	);
}

function Tables({ view, route }: { readonly view: GuestList; readonly route: RecordRoute }) {
	const { say } = useWords();
	return (
		<Section title={say.guests.tables} count={view.tables.length}>
			{view.tables.length === 0 && <p className={styles['quiet']}>{say.guests.noTables}</p>}
			<ul onKeyDown={walkLines}>
				{laidTables(view).map((laid) => (
					<TableRow key={laid.table.id} laid={laid} route={route} />
				))}
			</ul>
			<AddRecord root="tables" />
		</Section>
	);
}

function Panel({ view, route }: { readonly view: GuestList; readonly route: RecordRoute }) {
	if (route.id === undefined) return null;
	const table = view.tables.find(({ id }) => id === route.id);
	return table === undefined ? (
		<GuestPanel key={route.id} id={route.id} view={view} close={route.close} />
	) : (
		<TablePanel key={route.id} table={table} view={view} close={route.close} />
	);
}

function AddRecord({ root }: { readonly root: 'guests' | 'tables' }) {
	const { say } = useWords();
	const { random } = useDevice();
	const act = useAct();
	const mayAdd = useMayCreate(root);
	const words = { guests: say.guests.add, tables: say.guests.addTable }[root];
	if (!mayAdd.may) return root === 'guests' ? <Why reasons={[mayAdd.reason]} /> : null;
	return (
		<QuickAdd
			label={words}
			placeholder={words}
			submit={say.tasks.addSubmit}
			add={(name) =>
				act(`${root}.create`, { id: newId(random), name }, { text: say.sections.added(name), undo: true })
			}
		/>
	);
}

function GuestRow({
	guest: { id, name, party, rsvp, diet, table },
	view,
	route,
}: {
	readonly guest: Guest;
	readonly view: GuestList;
	readonly route: RecordRoute;
}) {
	const { say } = useWords();
	const answer = rsvp ?? 'open';
	const seat = view.tables.find((one) => one.id === table)?.name;
	const isOpen = route.id === id;
	return (
		<li className={`${rowStyles['row']} ${styles['plain']} ${isOpen ? rowStyles['open'] : ''}`}>
			<div className={rowStyles['body']}>
				<Link
					href={route.hrefOf(id)}
					className={rowStyles['link']}
					data-line={id}
					aria-current={isOpen || undefined}
				>
					<span className={`${rowStyles['title']} ${styles['name']}`}>{name}</span>
				</Link>
				<div className={rowStyles['meta']}>
					{conflictsOf(view.conflicts, 'guests', id).length > 0 && (
						<span className={rowStyles['badge']}>
							<Scale size={13} aria-hidden /> {say.conflict.badge}
						</span>
					)}
					{party !== undefined && party !== '' && <span>{party}</span>}
					{seat !== undefined && <span>{say.guests.at(seat)}</span>}
					{diet !== undefined && diet !== '' && <span className={styles['diet']}>{diet}</span>}
				</div>
			</div>
			<span className={`${styles['answer']} ${styles[answer]}`}>{say.guests.answers[answer]}</span>
		</li>
	);
}

function TableRow({
	laid: { table, sitting, free },
	route,
}: {
	readonly laid: LaidTable;
	readonly route: RecordRoute;
}) {
	const { say } = useWords();
	const isFull = free !== undefined && free < 0;
	return (
		<li
			className={`${rowStyles['row']} ${styles['plain']} ${route.id === table.id ? rowStyles['open'] : ''}`}
		>
			<div className={rowStyles['body']}>
				<Link href={route.hrefOf(table.id)} className={rowStyles['link']} data-line={table.id}>
					<span className={`${rowStyles['title']} ${styles['name']}`}>{table.name}</span>
				</Link>
				<div className={rowStyles['meta']}>
					<span>
						{sitting.length === 0 ? say.guests.nobodySits : sitting.map(({ name }) => name).join(', ')}
					</span>
				</div>
			</div>
			<span className={isFull ? rowStyles['badge'] : styles['seats']}>
				{table.seats === undefined
					? say.guests.sitting(sitting.length)
					: say.guests.seats(sitting.length, table.seats)}
			</span>
		</li>
	);
}

function Diets({ guests }: { readonly guests: readonly Guest[] }) {
	const { say } = useWords();
	const list = diets(guests);
	if (list.length === 0) return null;
	return (
		<Section title={say.guests.diets} count={list.reduce((sum, { count }) => sum + count, 0)}>
			<ul className={styles['diets']}>
				{list.map(({ diet, count }) => (
					<li key={diet}>
						<b>{count}</b> {diet}
					</li>
				))}
			</ul>
		</Section>
	);
}
