/** The ceremony in its order: what happens, who does it, the words. Numbers are its heroes. */
import { ChevronDown, ChevronUp, Scale } from 'lucide-react';
import { Link } from 'wouter';
import type { Ceremony } from '../../../../shared/document/private-sections.ts';
import type { CeremonyItem } from '../../../../shared/document/schema.ts';
import { newId } from '../../../../shared/ids.ts';
import { useDevice } from '../../../react/device.ts';
import { useMayCreate, useRights } from '../../../react/use-may.ts';
import { useReading } from '../../../react/use-section.ts';
import type { Wedding } from '../../../sdk/handle.ts';
import { IconButton } from '../../components/button.tsx';
import { ConflictCard } from '../../components/conflict-card.tsx';
import { DeleteButton } from '../../components/delete-button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { QuickAdd } from '../../components/quick-add.tsx';
import { Gone, RecordPanel } from '../../components/record-panel.tsx';
import rowStyles from '../../components/row.module.css';
import { HeadingField, NoteField, TextField } from '../../components/text-field.tsx';
import { Why } from '../../components/why.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { type RecordRoute, useRecordRoute } from '../../use-record-route.ts';
import { Drafts } from '../more/drafts.tsx';
import { SectionFrame } from './section-frame.tsx';
import styles from './sections.module.css';
import { conflictsOf, useSectionEdit } from './use-section-edit.ts';

export function CeremonyPage() {
	return <SectionFrame section="ceremony">{(wedding) => <Order wedding={wedding} />}</SectionFrame>;
}

function Order({ wedding }: { readonly wedding: Wedding<'ceremony'> }) {
	const { say } = useWords();
	const { random } = useDevice();
	const act = useAct();
	const route = useRecordRoute('/ceremony');
	const view = useReading(wedding, (handle) => handle.view);
	const mayAdd = useMayCreate('items');
	const add = (title: string) =>
		act(
			'items.create',
			{ id: newId(random), title, text: '' },
			{ text: say.sections.added(title), undo: true },
		);
	return (
		<Page
			title={say.pages.ceremony}
			sub={say.ceremony.sub(view.items.length)}
			panel={
				route.id === undefined ? undefined : (
					<ItemPanel key={route.id} id={route.id} view={view} close={route.close} />
				)
			}
		>
			<Drafts />
			{view.items.length === 0 && <Empty text={say.ceremony.empty} />}
			<ol onKeyDown={walkLines}>
				{view.items.map((item, index) => (
					<ItemRow key={item.id} index={index} items={view.items} route={route} view={view} />
				))}
			</ol>
			<div className={styles['add']}>
				{mayAdd.may ? (
					<QuickAdd
						label={say.ceremony.add}
						placeholder={say.ceremony.addPlaceholder}
						submit={say.tasks.addSubmit}
						add={add}
					/>
				) : (
					<Why reasons={[mayAdd.reason]} />
				)}
			</div>
		</Page>
	);
}

function ItemRow({
	index,
	items,
	route,
	view,
}: {
	readonly index: number;
	readonly items: readonly CeremonyItem[];
	readonly route: RecordRoute;
	readonly view: Ceremony;
}) {
	const { say } = useWords();
	const item = items[index];
	const { isLocked } = useRights('items', item?.id ?? '');
	if (item === undefined) return null;
	const { id, title, who, text } = item;
	const isUndecided = conflictsOf(view.conflicts, 'items', id).length > 0;
	return (
		<li className={`${styles['item']} ${route.id === id ? rowStyles['open'] : ''}`}>
			<span className={styles['number']}>{index + 1}</span>
			<div>
				<Link
					href={route.hrefOf(id)}
					className={rowStyles['link']}
					data-line={id}
					aria-current={route.id === id || undefined}
				>
					<span className={styles['title']}>{title}</span>
				</Link>
				<div className={rowStyles['meta']}>
					{isUndecided && (
						<span className={rowStyles['badge']}>
							<Scale size={13} aria-hidden /> {say.conflict.badge}
						</span>
					)}
					{who !== undefined && <span>{who}</span>}
				</div>
				{text !== '' && <p className={styles['words']}>{text}</p>}
			</div>
			{!isLocked('order') && <Moves item={item} index={index} items={items} />}
		</li>
	);
}

/** By one place up or down; dragging is nothing for a thumb. */
function Moves({
	item: { id, title },
	index,
	items,
}: {
	readonly item: CeremonyItem;
	readonly index: number;
	readonly items: readonly CeremonyItem[];
}) {
	const { say } = useWords();
	const act = useAct();
	const move = (after: CeremonyItem | undefined) =>
		act('items.move', { id, after: after?.id ?? null }, { text: say.ceremony.moved(title), undo: true });
	return (
		<div className={`${rowStyles['end']} ${rowStyles['above']} ${styles['moves']}`}>
			<IconButton
				label={say.ceremony.up(title)}
				disabled={index === 0}
				onClick={() => move(items[index - 2])}
			>
				<ChevronUp size={19} aria-hidden />
			</IconButton>
			<IconButton
				label={say.ceremony.down(title)}
				disabled={index === items.length - 1}
				onClick={() => move(items[index + 1])}
			>
				<ChevronDown size={19} aria-hidden />
			</IconButton>
		</div>
	);
}

function ItemPanel({
	id,
	view,
	close,
}: {
	readonly id: string;
	readonly view: Ceremony;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const item = view.items.find((one) => one.id === id);
	return (
		<RecordPanel root="items" id={id} kind={say.ceremony.item} close={close}>
			{item === undefined ? (
				<Gone text={say.sections.gone} />
			) : (
				<Fields item={item} view={view} close={close} />
			)}
		</RecordPanel>
	);
}

function Fields({
	item: { id, title, who, text },
	view: { conflicts },
	close,
}: {
	readonly item: CeremonyItem;
	readonly view: Ceremony;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const act = useAct();
	const set = useSectionEdit({ root: 'items', id, conflicts });
	const { isLocked, reasons, isReadOnly } = useRights('items', id);
	return (
		<>
			<HeadingField
				label={say.fields.title}
				value={title}
				commit={(next) => set({ title: next })}
				isLocked={isLocked('title')}
			/>
			{conflictsOf(conflicts, 'items', id).map((conflict) => (
				<ConflictCard key={conflict.field} conflict={conflict} />
			))}
			<TextField
				label={say.fields.who}
				value={who ?? ''}
				commit={(next) => set({ who: next.trim() || null })}
				isLocked={isLocked('who')}
			/>
			<NoteField
				label={say.fields.text}
				value={text}
				commit={(next) => act('items.setText', { id, text: next })}
				isLocked={isLocked('text')}
			/>
			<Why reasons={reasons} label={isReadOnly ? undefined : say.rights.partly} />
			<div>
				<DeleteButton root="items" id={id} title={title} close={close} />
			</div>
		</>
	);
}
