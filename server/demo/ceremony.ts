/** The demo wedding's ceremony, in the order in which it happens. */
export interface DemoCeremonyItem {
	readonly id: string;
	readonly title: string;
	readonly who: string;
	readonly text?: string;
}

export const demoCeremony: readonly DemoCeremonyItem[] = [
	{
		id: 'ceremony-seated',
		title: 'Guests are seated to the strings',
		who: 'Elsie Parkhurst and the trio',
		text: 'Elgar, then anything in a major key until Margaret nods.',
	},
	{
		id: 'ceremony-procession',
		title: 'Procession',
		who: 'Chloe and Felix, Nia and Samir, Amara with Ruth and Joseph',
		text: 'Twelve slow paces apart. Theo looks round when he likes, there is no rule.',
	},
	{
		id: 'ceremony-welcome',
		title: 'Welcome',
		who: 'Margaret Quill',
		text: 'Phones away. A word for Theo’s grandfather, who built the gate they walked through.',
	},
	{
		id: 'ceremony-reading',
		title: 'Reading: “The Orange”',
		who: 'Tilda Berg',
		text: 'A copy lies under the second chair, in case.',
	},
	{
		id: 'ceremony-vows-amara',
		title: 'Amara’s vows',
		who: 'Amara',
		text: 'I promise to read the map, and to let you think you did.',
	},
	{
		id: 'ceremony-vows-theo',
		title: 'Theo’s vows',
		who: 'Theo',
		text: 'I promise to keep the last piece of bread for you, nearly always.',
	},
	{ id: 'ceremony-rings', title: 'Rings', who: 'Samir has both, in the inner pocket on the left' },
	{
		id: 'ceremony-register',
		title: 'Signing of the register',
		who: 'Nia and Samir sign as witnesses',
		text: 'The trio plays two pieces; Margaret fills whatever is left.',
	},
	{
		id: 'ceremony-recession',
		title: 'Out into the confetti',
		who: 'Everybody, the couple first',
	},
];
