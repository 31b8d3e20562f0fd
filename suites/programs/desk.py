"""A help desk that looks an answer up in its notes: what people write around a search and a model."""
import re

NOTES = {"France": "Paris", "Japan": "Tokyo", "Peru": "Lima", "Kenya": "Nairobi", "Norway": "Oslo",
         "Nepal": "Kathmandu", "Cuba": "Havana", "Ghana": "Accra"}


def answer(prompt, options, context):
    """The strict desk wants the country spelt out; the other one forgives the case of its letters."""
    strict = context["model"] == "strict"
    for country, capital in NOTES.items():
        if re.search(rf"\b{country}\b", prompt, 0 if strict else re.IGNORECASE):
            return {"output": f"It is {capital}.", "cost": 0}
    return {"output": "I do not know that country.", "cost": 0}
