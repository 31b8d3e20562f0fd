"""A prompt that a program writes."""


def prompt(context):
    return "say: " + context["vars"]["answer"]
