"""A rule as a page to read: what it looks for, why, how to mend it, what it prevents, where it comes from."""

from __future__ import annotations

from comity.drafting.lint.rule import Example, Rule
from comity.text.messages import Messages


def rule_page(rule: Rule, language: str = "en") -> str:
    """Return the page of a rule as Markdown.

    Args:
        rule: the rule.
        language: BCP 47 tag; what is not translated appears in English.
    """
    t = Messages(language)
    applies = ", ".join(f"`{name}`" for name in rule.applies_to)
    parts = [
        f"# {rule.code}: {rule.title.of(language)}",
        f"{t('severity')}: {rule.severity.value}. {t('applies to')}: {applies}. {t('prevents:')} {rule.outcome or '–'}.",
        f"## {t('Why')}\n\n{rule.why.of(language)}",
        f"## {t('What to do')}\n\n{rule.fix.of(language)}",
        f"## {t('The check')}\n\n    {rule.check.text}",
        f"## {t('It fires on')}\n\n" + "\n".join(_example(example, t) for example in rule.bad),
        f"## {t('It is silent on')}\n\n" + "\n".join(_example(example, t) for example in rule.good),
        f"## {t('Sources')}\n\n" + "\n".join(f"- {source.id}: {source.url or '–'} ({source.how})" for source in rule.sources),
    ]
    if rule.note:
        parts.insert(5, f"## {t('Note')}\n\n{rule.note}")
    return "\n\n".join(parts) + "\n"


def _example(example: Example, t: Messages) -> str:
    changes = [f"`{name}` {t('taken away') if value is None else f'= {value}'}" for name, value in example.changes.items()]
    return f"- {t('the complete draft {name}', name=example.draft)}" + (": " + "; ".join(changes) if changes else "")
