"""The vocabulary of the workloads. The lists have no word in common, and none is a part of another list's word.

Rare phrases are an adjective and a noun side by side; events hold one only where it was planted. Common words stand in
many rules and in many events. Filler stands in events alone.
"""

from __future__ import annotations

from random import Random


def _list(words: str) -> list[str]:
    return words.split()


ADJECTIVES = _list(
    "cracked bent rusty squeaky wobbly leaking torn faded chipped jammed frozen dented scratched loose missing "
    "burnt sticky mouldy foggy crooked warped blunt tangled flimsy noisy dusty greasy stained hollow brittle peeling "
    "swollen melted shaky steep tilted patchy soggy smelly dim flickering buzzing humming rattling dripping "
    "splintered frayed creased twisted clogged scorched corroded misprinted unglued upside mislabelled oversized "
    "undersized lopsided discoloured unpainted unwashed untested outdated"
)
NOUNS = _list(
    "hinge kettle drawer zipper lantern mattress cushion faucet blender toaster armrest headboard doorbell curtain "
    "carpet mirror wardrobe bookshelf stroller helmet saddle pedal bracket gearbox thermostat radiator boiler "
    "dishwasher freezer vacuum projector keyboard speaker tripod charger battery antenna router modem scanner "
    "printer shredder stapler easel canvas palette violin trumpet drumstick accordion harmonica telescope compass "
    "binoculars backpack umbrella raincoat sandal slipper mitten scarf beanie goggles snorkel"
)
COMMON = _list(
    "refund invoice password login delivery cancel contract upgrade discount receipt address tracking exchange "
    "warranty coupon subscription newsletter deadline complaint feedback"
)
FILLER = _list(
    "hello please could you help me with this since monday we have been waiting and nobody told us what will happen "
    "next my colleague already wrote about it but there was no answer so far thanks in advance for looking into the "
    "matter soon because our people need it by friday at noon kind regards from everybody here it did work fine "
    "until yesterday evening then suddenly nothing"
)
FOREIGN = ("über", "größe", "café", "naïve")
CITIES = _list(
    "Berlin Hamburg Munich Cologne Vienna Zurich Geneva Paris Lyon Lille Madrid Seville Porto Lisbon Rome Milan "
    "Turin Athens Sofia Warsaw Krakow Prague Brno Budapest Oslo Bergen Malmo Gothenburg Aarhus Helsinki Tampere Riga "
    "Tallinn Vilnius Dublin Cork Leeds Bristol Glasgow Cardiff"
)
DESKS = _list(
    "Billing Returns Repairs Orders Shipping Accounts Claims Legal Sales Renewals Onboarding Training Press Partners "
    "Wholesale Export Fraud Payments Loyalty Marketing Logistics Warehouse Spares Recycling Rental Leasing Events "
    "Catering Security Facilities"
)


def phrases(random: Random, count: int) -> list[str]:
    """That many different rare phrases, up to 4,096."""
    every = [f"{adjective} {noun}" for adjective in ADJECTIVES for noun in NOUNS]
    return random.sample(every, count)


def teams(random: Random, count: int) -> list[str]:
    """That many different names of teams, up to 1,200."""
    return random.sample([f"{city} {desk}" for city in CITIES for desk in DESKS], count)


def capitals(random: Random, text: str) -> str:
    """The text as somebody types it: as it is, with a capital in front, or in capitals."""
    return random.choice((text, text, text.capitalize(), text.title(), text.upper()))


def prose(random: Random, length: int, planted: list[str]) -> str:
    """Filler of about that many characters with the planted texts in it, and a number that hardly another text has.

    One text in ten is not plain ASCII.
    """
    parts = [random.choice(FOREIGN)] if random.random() < 0.1 else []
    size = sum(len(text) + 1 for text in planted) + 8
    while size < length:
        word = random.choice(FILLER)
        parts.append(word)
        size += len(word) + 1
    parts.append(f"#{random.randrange(10**7):07}")
    for text in planted:
        parts.insert(random.randrange(len(parts) + 1), capitals(random, text))
    return " ".join(parts)
