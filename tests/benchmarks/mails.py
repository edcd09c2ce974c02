"""`make bench ARGS=mails`: what a plain mail costs that is understood and opens a case, in seconds of the processor.

`make bench ARGS="mails --count 2000"` takes in more. Counted is the processor's time of this process, and beside it
that of the database's process for it; what follows in tasks (suggestions, receipts, search) is the workers'. A task is
handed to the broker as in service.
"""

import argparse
import cProfile
import os
import pstats
import time
from pathlib import Path

import django

PLAIN = """Return-Path: <foraelder{number}.{run}@mail.example>
Delivered-To: hjaelp@kommune.example
Received: from mx.kommune.example (mx.kommune.example [192.0.2.7]) by imap.kommune.example (Postfix) with ESMTPS
 id 4F{number:06}A for <hjaelp@kommune.example>; Mon, 30 Nov 2026 08:12:44 +0100 (CET)
Received: from mail.example (mail.example [198.51.100.9]) by mx.kommune.example (Postfix) with ESMTPS id 9B{number:06}C
 for <hjaelp@kommune.example>; Mon, 30 Nov 2026 08:12:43 +0100 (CET)
Authentication-Results: mx.kommune.example; spf=pass smtp.mailfrom=mail.example; dkim=pass header.d=mail.example;
 dmarc=pass header.from=mail.example
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example; s=k1; h=from:to:subject:date:message-id;
 bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRN
From: =?utf-8?Q?S=C3=B8ren_Foraelder?= {number} <foraelder{number}.{run}@mail.example>
To: hjaelp@kommune.example
Subject: =?utf-8?Q?B=C3=B8rnenes_ugeplan_er_tom_i_appen?=
Message-ID: <{number}.{run}@mail.example>
Date: Mon, 30 Nov 2026 08:12:42 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hej

Vi kan ikke se ugeplanen for {number}. klasse på min telefon. I går stod der, at der ingen aktiviteter var, og i dag er
siden helt tom, både på min mands telefon og på min egen. Vi har prøvet at logge ud og ind igen og at hente appen på ny.

På computeren kan vi se den, men kun hvis vi vælger ugen før og så går en uge frem. Lærerne siger, at de har lagt planen
ind som altid. Hvad gør vi?

Venlig hilsen
Søren Forælder
Tlf. 20 30 40 50
"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=mails", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--profile", type=Path, help="where to write what took the time")
    options = parser.parse_args(arguments)
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from tests.benchmarks.clock import processor_seconds  # noqa: PLC0415  needs Django
    from tests.benchmarks.ground import prepare  # noqa: PLC0415  needs Django
    from tickets.inbound.receiving import receive  # noqa: PLC0415  needs Django
    from tickets.models import Mailbox  # noqa: PLC0415  needs Django

    prepare("en lang adgangskode 42")
    box, _made = Mailbox.objects.get_or_create(address="hjaelp@kommune.example")
    run = time.time_ns()
    mails = [PLAIN.format(number=number, run=run).replace("\n", "\r\n").encode() for number in range(options.count)]
    for mail in mails[:20]:
        receive(mail.replace(b"Message-ID: <", b"Message-ID: <warm"), box)
    profile = cProfile.Profile() if options.profile else None
    wall, own, both = time.perf_counter(), time.process_time(), processor_seconds()
    if profile:
        profile.enable()
    outcomes = {receive(mail, box).outcome for mail in mails}
    if profile:
        profile.disable()
        profile.dump_stats(options.profile)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
    wall, own, both = time.perf_counter() - wall, time.process_time() - own, processor_seconds() - both
    if outcomes != {"opened"}:
        raise SystemExit(f"not every mail opened a case: {outcomes}")
    print(f"{len(mails)} plain mails understood and opened")
    for what, seconds in (("the processor here", own), ("here and in the database", both), ("on the wall", wall)):
        print(f"{what:<30}{seconds / len(mails) * 1000:>8.2f} ms a mail{len(mails) / seconds:>8.0f} a second")
