/** A new person: a name, a role, a trade. Inviting them is another thing, and comes with their link. */
import { appoints } from '../../../../shared/access/permissions.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import { newId } from '../../../../shared/ids.ts';
import { useDevice } from '../../../react/device.ts';
import { useView } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { Field, FieldPair } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import styles from './people.module.css';

export function AddPerson({ close }: { readonly close: () => void }) {
	const { say } = useWords();
	const { random } = useDevice();
	const act = useAct();
	const self = useView(({ wedding, people }) => people.get(wedding.person.id)?.role ?? wedding.person.role);
	const add = (form: FormData) => {
		const text = (name: string) => String(form.get(name) ?? '').trim();
		const name = text('name');
		if (name === '') return;
		const trade = text('trade');
		const input = { id: newId(random), name, role: text('role') as Role, ...(trade === '' ? {} : { trade }) };
		if (act('people.create', input, { text: say.people.added(name), undo: true })) close();
	};
	return (
		<form
			className={styles['add']}
			aria-label={say.people.add}
			onSubmit={(event) => {
				event.preventDefault();
				add(new FormData(event.currentTarget));
			}}
		>
			<Field label={say.people.name}>
				{(control) => (
					<input
						{...control}
						name="name"
						required
						autoFocus
						autoComplete="off"
						placeholder={say.people.namePlaceholder}
						className={fieldStyles['control']}
					/>
				)}
			</Field>
			<FieldPair>
				<Field label={say.people.role}>
					{(control) => (
						<select {...control} name="role" defaultValue="helper" className={fieldStyles['control']}>
							{appoints[self].map((role) => (
								<option key={role} value={role}>
									{say.roleNames[role]}
								</option>
							))}
						</select>
					)}
				</Field>
				<Field label={say.people.trade}>
					{(control) => (
						<input
							{...control}
							name="trade"
							autoComplete="off"
							placeholder={say.people.tradePlaceholder}
							className={fieldStyles['control']}
						/>
					)}
				</Field>
			</FieldPair>
			<div className={styles['buttons']}>
				<Button look="main" type="submit">
					{say.people.submit}
				</Button>
				<Button look="plain" onClick={close}>
					{say.app.close}
				</Button>
			</div>
		</form>
	);
}
