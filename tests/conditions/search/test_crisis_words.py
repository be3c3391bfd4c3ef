"""Texts that speak of suicide or self-harm are known, in whatever spelling."""

import pytest

from conditions.crisis_words import rest_of, speaks_of_suicide


@pytest.mark.parametrize(
    "text",
    [
        "suicide",
        "SUICIDAL thoughts",
        "sucide",
        "suiside",
        "suicidal ideation in adults",
        "i want to die",
        "i wanna die",
        "I don’t want to live anymore",
        "i dont want to be here anymore",
        "kill my self",
        "kiling myself",
        "kms",
        "unalive",
        "end it all",
        "ending my life",
        "take my own life",
        "better off dead",
        "everyone would be better off without me",
        "wish i was never born",
        "hope i dont wake up tomorrow",
        "tired of living",
        "no reason to live",
        "i cant go on",
        "thoughts about being dead",
        "cutting myself",
        "cut my wrists",
        "self-harm",
        "selfharm",
        "hurt myself",
        "my husband says he kills himself",
        "my brother hung himself",
        "he hanged himself",
        "my dad shot himself",
        "she jumped off a bridge",
        "he jumped in front of a train",
        "she drowned herself",
        "he injured himself",
        "my sister starves herself",
        "overdose",
        "my friend wants to kill herself",
        "i am not suicidal",
        "quiero morir",
        "me quiero matar",
        "no quiero vivir",
        "suicidio",
        "hacerme daño",
        "quitarme la vida",
        "i took too many pills",
        "someone please kill me",
        "kill my slef",
        "k1ll myself",
        "tired of life",
        "i deserve to die",
        "lost the will to live",
        "i cant live with myself",
        "dont want to live in this world",
        "cant stop cutting",
        "crisis line",
        "988",
        "mi hijo se quiere matar",
        "cansada de vivir",
        "mi hija se corta",
        "pienso en la muerte",
        "la vida no vale la pena",
    ],
)
def test_it_is_known(text):
    assert speaks_of_suicide(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "grief",
        "my husband died",
        "afraid of dying",
        "i feel dead inside",
        "living alone",
        "winter blues",
        "wake up tired every morning",
        "going through the death of my brother",
        "trying to cope with death",
        "i keep thinking about my dead dog",
        "how to stop living in the past",
        "he never woke up",
        "why do people have to die",
        "cutting back on alcohol",
        "side effects",
        "dye my hair",
        "social anxiety",
    ],
)
def test_other_texts_are_left_alone(text):
    assert not speaks_of_suicide(text)


def test_what_is_said_beside_it_is_kept():
    assert rest_of("My wife died and I want to kill myself!") == "my wife died and i want to"
