/** The demo wedding's budget, in pounds; the vendors are named as people know them. */
export interface DemoLine {
	readonly id: string;
	readonly title: string;
	readonly category: string;
	readonly vendor?: string;
	readonly amount: number;
	readonly paid?: number;
	/** What is left is due this long before the day. */
	readonly daysBefore: number;
}

export const demoBudget: readonly DemoLine[] = [
	{
		id: 'line-barn',
		title: 'Barn and gardens, two days',
		category: 'venue',
		vendor: 'Larkfield Barn',
		amount: 6_800,
		paid: 3_400,
		daysBefore: 42,
	},
	{
		id: 'line-dinner',
		title: 'Dinner and evening supper',
		category: 'food',
		vendor: 'Lucia Ferrante',
		amount: 5_940,
		paid: 1_500,
		daysBefore: 14,
	},
	{
		id: 'line-bar',
		title: 'Bar until the curfew',
		category: 'food',
		vendor: 'Tom Arkwright',
		amount: 2_200,
		daysBefore: 7,
	},
	{
		id: 'line-photographs',
		title: 'Photographs, ten hours',
		category: 'pictures',
		vendor: 'Marcus Oyelaran',
		amount: 1_850,
		paid: 550,
		daysBefore: 30,
	},
	{
		id: 'line-flowers',
		title: 'Flowers: arch, aisle, tables',
		category: 'flowers',
		vendor: 'Wren Abbott',
		amount: 1_420,
		paid: 400,
		daysBefore: 21,
	},
	{
		id: 'line-band',
		title: 'Band, two sets',
		category: 'music',
		vendor: 'Dev Kapoor',
		amount: 1_600,
		paid: 400,
		daysBefore: 14,
	},
	{
		id: 'line-strings',
		title: 'String trio for the ceremony',
		category: 'music',
		vendor: 'Elsie Parkhurst',
		amount: 480,
		daysBefore: 14,
	},
	{
		id: 'line-cake',
		title: 'Cake, three tiers',
		category: 'food',
		vendor: 'Yusuf Demir',
		amount: 395.5,
		paid: 100,
		daysBefore: 10,
	},
	{
		id: 'line-dress',
		title: 'Dress and alterations',
		category: 'clothes',
		amount: 1_380,
		paid: 1_380,
		daysBefore: 60,
	},
	{
		id: 'line-buses',
		title: 'Two buses, there and back',
		category: 'transport',
		vendor: 'Gwen Pryce',
		amount: 760,
		daysBefore: 14,
	},
	{ id: 'line-spare', title: 'What we have forgotten', category: 'spare', amount: 1_000, daysBefore: 1 },
];
