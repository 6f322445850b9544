/** The door: opens by itself with a personal link, or takes one that is pasted. */
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { useWords } from '../../messages/messages.ts';
import styles from './sign-in.module.css';
import { useSignIn } from './use-sign-in.ts';

export function SignInPage() {
	const { say } = useWords();
	const { isWorking, fault, submit } = useSignIn();
	return (
		<main className={styles['page']}>
			<div className={styles['card']}>
				<img className={styles['mark']} src="/icon.svg" alt={say.app.name} />
				<h1>{say.signIn.title}</h1>
				<p className={styles['explain']} role="status">
					{isWorking ? say.signIn.working : say.signIn.explain}
				</p>
				<form
					className={styles['form']}
					onSubmit={(event) => {
						event.preventDefault();
						submit(String(new FormData(event.currentTarget).get('link') ?? ''));
					}}
				>
					{fault !== undefined && (
						<p className={styles['fault']} role="alert">
							{say.signIn.faults[fault]}
						</p>
					)}
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
					<Button look="main" type="submit" disabled={isWorking}>
						{say.signIn.submit}
					</Button>
				</form>
			</div>
		</main>
	);
}
