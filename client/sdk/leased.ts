/** The relay's answer to a tab: asked for one client id, given that or another, and what the relay expects next from it. */
export interface Leased {
	readonly asked: number;
	readonly client: number;
	readonly nextClock: number;
}
