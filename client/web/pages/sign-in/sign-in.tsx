/** The door: opens by itself with a personal link, asks a new guest's name, takes a link that is pasted, or sends one by e-mail. */
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { FaultLine } from '../../components/fault-line.tsx';
import { Field } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { useWords } from '../../messages/messages.ts';
import { EmailForm } from './email-form.tsx';
import styles from './sign-in.module.css';
import { type SignIn, useSignIn } from './use-sign-in.ts';

export function SignInPage() {
	const { say } = useWords();
	const signIn = useSignIn();
	const { kind } = signIn.door;
	const explain = {
		waiting: say.signIn.explain,
		working: say.signIn.working,
		name: say.signIn.nameExplain,
	}[kind];
	return (
		<main className={styles['page']}>
			<div className={styles['card']}>
				<img className={styles['mark']} src="/icon.svg" alt={say.app.name} />
				<h1>{kind === 'name' ? say.signIn.nameTitle : say.signIn.title}</h1>
				<p className={styles['explain']} role="status">
					{explain}
				</p>
				{kind === 'name' ? <NameForm signIn={signIn} /> : <LinkForm signIn={signIn} />}
				{kind === 'waiting' && <EmailForm />}
			</div>
		</main>
	);
}

function LinkForm({ signIn: { door, submit } }: { readonly signIn: SignIn }) {
	const { say } = useWords();
	const fault = door.kind === 'waiting' ? door.fault : undefined;
	return (
		<form
			className={styles['form']}
			onSubmit={(event) => {
				event.preventDefault();
				submit(String(new FormData(event.currentTarget).get('link') ?? ''));
			}}
		>
			<FaultLine text={fault === undefined ? undefined : say.signIn.faults[fault]} />
			<Field label={say.signIn.label}>
				{(control) => (
					<input
						{...control}
						name="link"
						className={fieldStyles['control']}
						placeholder={say.signIn.placeholder}
						inputMode="url"
						autoComplete="off"
						autoCapitalize="off"
						spellCheck={false}
					/>
				)}
			</Field>
			<Button look="main" type="submit" disabled={door.kind === 'working'}>
				{say.signIn.submit}
			</Button>
		</form>
	);
}

/** Who comes, and what the device is to be called among one's others. */
function NameForm({ signIn: { join } }: { readonly signIn: SignIn }) {
	const { say } = useWords();
	const { thisDevice } = useParts();
	return (
		<form
			className={styles['form']}
			onSubmit={(event) => {
				event.preventDefault();
				const form = new FormData(event.currentTarget);
				const text = (name: string) => String(form.get(name) ?? '').trim();
				if (text('name') !== '') join(text('name'), text('device') || thisDevice.name);
			}}
		>
			<Field label={say.signIn.name}>
				{(control) => (
					<input
						{...control}
						name="name"
						required
						// The one thing that is asked for on this page.
						autoFocus
						maxLength={300}
						autoComplete="name"
						placeholder={say.people.namePlaceholder}
						className={fieldStyles['control']}
					/>
				)}
			</Field>
			<Field label={say.signIn.deviceName} hint={say.signIn.deviceHint}>
				{(control) => (
					<input
						{...control}
						name="device"
						maxLength={100}
						autoComplete="off"
						defaultValue={thisDevice.name}
						className={fieldStyles['control']}
					/>
				)}
			</Field>
			<Button look="main" type="submit">
				{say.signIn.join}
			</Button>
		</form>
	);
}
