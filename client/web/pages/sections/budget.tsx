/** The money: what is planned, what is paid, what is still due and when. */
import { Scale } from 'lucide-react';
import { Link } from 'wouter';
import type { Budget } from '../../../../shared/document/private-sections.ts';
import type { BudgetLine } from '../../../../shared/document/schema.ts';
import { newId } from '../../../../shared/ids.ts';
import { useDevice } from '../../../react/device.ts';
import { useMayCreate, useRights } from '../../../react/use-may.ts';
import { useReading } from '../../../react/use-section.ts';
import type { Wedding } from '../../../sdk/handle.ts';
import { ConflictCard } from '../../components/conflict-card.tsx';
import { DeleteButton } from '../../components/delete-button.tsx';
import { Empty } from '../../components/empty.tsx';
import { FieldPair } from '../../components/field.tsx';
import { Page } from '../../components/page.tsx';
import { QuickAdd } from '../../components/quick-add.tsx';
import { Gone, RecordPanel } from '../../components/record-panel.tsx';
import rowStyles from '../../components/row.module.css';
import { HeadingField, TextField } from '../../components/text-field.tsx';
import { Why } from '../../components/why.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { type RecordRoute, useRecordRoute } from '../../use-record-route.ts';
import { dateOf, dateWords, moneyWords } from '../../wording.ts';
import { Drafts } from '../more/drafts.tsx';
import { amountIn, budgetSums } from './budget-sums.ts';
import { SectionFrame } from './section-frame.tsx';
import styles from './sections.module.css';
import { conflictsOf, useSectionEdit } from './use-section-edit.ts';

export function BudgetPage() {
	return <SectionFrame section="budget">{(wedding) => <Lines wedding={wedding} />}</SectionFrame>;
}

function Lines({ wedding }: { readonly wedding: Wedding<'budget'> }) {
	const { say } = useWords();
	const { random } = useDevice();
	const act = useAct();
	const route = useRecordRoute('/budget');
	const view = useReading(wedding, (handle) => handle.view);
	const mayAdd = useMayCreate('lines');
	const add = (title: string) =>
		act('lines.create', { id: newId(random), title }, { text: say.sections.added(title), undo: true });
	return (
		<Page
			title={say.pages.budget}
			panel={
				route.id === undefined ? undefined : (
					<LinePanel key={route.id} id={route.id} view={view} close={route.close} />
				)
			}
		>
			<Sums lines={view.lines} />
			<Drafts />
			{mayAdd.may ? (
				<QuickAdd
					label={say.budget.add}
					placeholder={say.budget.addPlaceholder}
					submit={say.tasks.addSubmit}
					add={add}
				/>
			) : (
				<Why reasons={[mayAdd.reason]} />
			)}
			{view.lines.length === 0 && <Empty text={say.budget.empty} />}
			<ul onKeyDown={walkLines}>
				{view.lines.map((line) => (
					<LineRow key={line.id} line={line} view={view} route={route} />
				))}
			</ul>
		</Page>
	);
}

function Sums({ lines }: { readonly lines: readonly BudgetLine[] }) {
	const { say, locale } = useWords();
	const sums = budgetSums(lines);
	return (
		<dl className={styles['sums']}>
			{(['planned', 'paid', 'open'] as const).map((name) => (
				<div key={name}>
					<dt>{say.budget[name]}</dt>
					<dd>{moneyWords(sums[name], locale)}</dd>
				</div>
			))}
		</dl>
	);
}

function LineRow({
	line: { id, title, vendor, amount, paid, due },
	view,
	route,
}: {
	readonly line: BudgetLine;
	readonly view: Budget;
	readonly route: RecordRoute;
}) {
	const { say, locale } = useWords();
	const open = (amount ?? 0) - (paid ?? 0);
	return (
		<li className={`${rowStyles['row']} ${styles['plain']} ${route.id === id ? rowStyles['open'] : ''}`}>
			<div className={rowStyles['body']}>
				<Link href={route.hrefOf(id)} className={rowStyles['link']} data-line={id}>
					<span className={rowStyles['title']}>{title}</span>
				</Link>
				<div className={rowStyles['meta']}>
					{conflictsOf(view.conflicts, 'lines', id).length > 0 && (
						<span className={rowStyles['badge']}>
							<Scale size={13} aria-hidden /> {say.conflict.badge}
						</span>
					)}
					{vendor !== undefined && vendor !== '' && <span>{vendor}</span>}
					{open <= 0 && amount !== undefined && (
						<span className={styles['settled']}>{say.budget.settled}</span>
					)}
					{open > 0 && due !== undefined && (
						<span>{say.budget.due(dateWords(dateOf(due), locale, 'short'))}</span>
					)}
				</div>
			</div>
			<span className={styles['money']}>
				{amount === undefined ? '–' : moneyWords(amount, locale)}
				{paid !== undefined && paid !== 0 && open > 0 && (
					<small>{say.budget.paidOf(moneyWords(paid, locale))}</small>
				)}
			</span>
		</li>
	);
}

function LinePanel({
	id,
	view,
	close,
}: {
	readonly id: string;
	readonly view: Budget;
	readonly close: () => void;
}) {
	const { say } = useWords();
	const line = view.lines.find((one) => one.id === id);
	return (
		<RecordPanel root="lines" id={id} kind={say.budget.line} close={close}>
			{line === undefined ? (
				<Gone text={say.sections.gone} />
			) : (
				<Fields line={line} view={view} close={close} />
			)}
		</RecordPanel>
	);
}

function Fields({
	line: { id, title, category, vendor, amount, paid, due },
	view: { conflicts },
	close,
}: {
	readonly line: BudgetLine;
	readonly view: Budget;
	readonly close: () => void;
}) {
	const { say, locale } = useWords();
	const set = useSectionEdit({ root: 'lines', id, conflicts });
	const { isLocked, reasons, isReadOnly } = useRights('lines', id);
	const text = (field: 'category' | 'vendor', value: string | undefined) => (
		<TextField
			label={say.fields[field]}
			value={value ?? ''}
			commit={(next) => set({ [field]: next.trim() || null })}
			isLocked={isLocked(field)}
		/>
	);
	const money = (field: 'amount' | 'paid', value: number | undefined) => (
		<TextField
			label={say.fields[field]}
			type="number"
			value={value === undefined ? '' : String(value)}
			show={(shown) => moneyWords(Number(shown), locale)}
			commit={(next) => set({ [field]: amountIn(next) })}
			isLocked={isLocked(field)}
		/>
	);
	return (
		<>
			<HeadingField
				label={say.fields.title}
				value={title}
				commit={(next) => set({ title: next })}
				isLocked={isLocked('title')}
			/>
			{conflictsOf(conflicts, 'lines', id).map((conflict) => (
				<ConflictCard key={conflict.field} conflict={conflict} />
			))}
			<FieldPair>
				{money('amount', amount)}
				{money('paid', paid)}
			</FieldPair>
			<FieldPair>
				{text('vendor', vendor)}
				{text('category', category)}
			</FieldPair>
			<TextField
				label={say.fields.due}
				type="date"
				value={due === undefined ? '' : dateOf(due)}
				show={(next) => dateWords(next, locale)}
				commit={(next) => set({ due: next === '' ? null : next })}
				isLocked={isLocked('due')}
			/>
			<Why reasons={reasons} label={isReadOnly ? undefined : say.rights.partly} />
			<div>
				<DeleteButton root="lines" id={id} title={title} close={close} />
			</div>
		</>
	);
}
