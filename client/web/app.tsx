/** The app's addresses: the door, the list of weddings, and one wedding with its pages. */
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useParts, useStore } from './app-parts.ts';
import { useWords } from './messages/messages.ts';
import { SignInPage } from './pages/sign-in/sign-in.tsx';
import { WeddingsPage } from './pages/weddings/weddings.tsx';
import { SystemPage } from './pages/system.tsx';
import { Boundary } from './components/boundary.tsx';
import { UpdateBar } from './components/update-bar.tsx';

export function App() {
	const { say } = useWords();
	return (
		<Boundary>
			<UpdateBar />
			<Switch>
				<Route path="/sign-in" component={SignInPage} />
				<Route path="/" component={Home} />
				<Route path="/w/:wedding" nest>
					{({ wedding }) => (
						<Suspense>
							<WeddingPages key={wedding} id={wedding ?? ''} />
						</Suspense>
					)}
				</Route>
				<Route>
					<SystemPage title={say.app.notFound} />
				</Route>
			</Switch>
		</Boundary>
	);
}

/** Needed only inside a wedding; fetched while the door is still opening. */
const WeddingPages = lazy(() =>
	import('./pages/wedding.tsx').then((module) => ({ default: module.WeddingPages })),
);

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
