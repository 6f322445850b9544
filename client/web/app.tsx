/** The app's addresses: the door, the list of weddings, and one wedding with its pages. */
import { Redirect, Route, Switch } from 'wouter';
import { useParts, useStore } from './app-parts.ts';
import { useWords } from './messages/messages.ts';
import { SignInPage } from './pages/sign-in/sign-in.tsx';
import { WeddingPages } from './pages/wedding.tsx';
import { WeddingsPage } from './pages/weddings/weddings.tsx';
import { SystemPage } from './pages/system.tsx';
import { UpdateBar } from './components/update-bar.tsx';

export function App() {
	const { say } = useWords();
	return (
		<>
			<UpdateBar />
			<Switch>
				<Route path="/sign-in" component={SignInPage} />
				<Route path="/" component={Home} />
				<Route path="/w/:wedding" nest>
					{({ wedding }) => <WeddingPages key={wedding} id={wedding ?? ''} />}
				</Route>
				<Route>
					<SystemPage title={say.app.notFound} />
				</Route>
			</Switch>
		</>
	);
}

/** A link that was opened here carries its code in the fragment; it belongs to the door. */
function Home() {
	const { sessions } = useParts();
	const list = useStore(sessions, sessions.list);
	return list.length === 0 || location.hash !== '' ? (
		<Redirect to={`/sign-in${location.hash}`} replace />
	) : (
		<WeddingsPage />
	);
}
