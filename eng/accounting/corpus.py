#!/usr/bin/env python3
"""Writes tests/accounting/corpus.json and prices.yml: usage as eight kinds of endpoint report it, with the amount that each must give.

It goes the other way round than the program. A case begins with what was consumed, class by class, and with the rates that hold for it; the
amount is their sum of products in exact fractions; the payload is then written in the words of the endpoint. Nothing here reads a payload.
Where a payload is broken on purpose, the case says by hand what must come of it.

    python3 eng/accounting/corpus.py

The rates are made up, and chosen so that a mistaken class shows: they are no provider's prices.
"""
import json
import pathlib
from fractions import Fraction

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "accounting"
CLASSES = ("text", "audio", "image", "read", "read_audio", "read_image", "write", "write_1h", "out", "thought", "out_audio", "out_image")

# Rates per class, US dollars per million tokens; every class is written out.
def rates(**given):
    fallback = {
        "audio": "text", "image": "text", "read": "text", "write": "text", "write_1h": "write",
        "thought": "out", "out_audio": "out", "out_image": "out",
    }
    full = dict(given)
    for name, other in fallback.items():
        full.setdefault(name, full[other])
    full.setdefault("read_audio", full["audio"] if "audio" in given else full["read"])
    full.setdefault("read_image", full["image"] if "image" in given else full["read"])
    return given, full

RATES = {
    ("oa", "chat", "usual"): rates(text="2.50", read="1.25", out="10.00", audio="40.00", read_audio="2.75", out_audio="80.00", image="5.25"),
    ("oa", "chat", "flex"): rates(text="1.25", read="0.625", out="5.00"),
    ("oa", "chat", "priority"): rates(text="4.25", read="2.125", out="17.00"),
    ("oa", "nano", "usual"): rates(text="0.05", read="0.005", out="0.40"),
    ("oa", "embed", "usual"): rates(text="0.13", out="0"),
    ("oa", "think", "usual"): rates(text="1.10", read="0.275", out="4.40"),
    ("az", "chat", "usual"): rates(text="2.75", read="1.375", out="11.00", audio="44.00", out_audio="88.00"),
    ("an", "big", "usual"): rates(text="3.00", read="0.30", write="3.75", write_1h="6.00", out="15.00"),
    ("an", "big", "long"): rates(text="6.00", read="0.60", write="7.50", write_1h="12.00", out="22.50"),
    ("an", "big", "batch"): rates(text="1.50", read="0.15", write="1.875", write_1h="3.00", out="7.50"),
    ("an", "small", "usual"): rates(text="0.80", read="0.08", write="1.00", write_1h="1.60", out="4.00"),
    ("br", "big", "usual"): rates(text="3.30", read="0.33", write="4.125", write_1h="6.60", out="16.50"),
    ("br", "big", "flex"): rates(text="1.65", read="0.165", write="2.0625", write_1h="3.30", out="8.25"),
    ("br", "lite", "usual"): rates(text="0.06", read="0.015", write="0", out="0.24"),
    ("ge", "pro", "usual"): rates(text="1.25", read="0.31", out="10.00", audio="1.75", read_audio="0.44", image="1.30", out_image="30.00"),
    ("ge", "pro", "long"): rates(text="2.50", read="0.625", out="15.00"),
    ("ge", "flash", "usual"): rates(text="0.30", read="0.075", out="2.50", audio="1.00", read_audio="0.25", thought="3.50"),
    ("or", "mix", "usual"): rates(text="0.55", read="0.14", write="0.70", out="2.19"),
    ("or", "mix", "night"): rates(text="0.135", read="0.035", write="0.175", out="0.55"),
    ("sh", "llama", "usual"): rates(text="0.0375", read="0.0075", out="0.1125"),
    ("sh", "free", "usual"): rates(text="0", out="0"),
    ("sh", "old", "usual"): rates(text="0.20", out="0.60"),
    ("sh", "new", "usual"): rates(text="0.25", out="0.75"),
}
# US dollars for each search that the provider makes; where none stands, a call that searched has no price.
PER_SEARCH = {("an", "big", "usual"): "0.0100", ("or", "mix", "usual"): "0.0040", ("or", "mix", "night"): "0.0040"}
WHEN = {
    "long": {"above": 200000},
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
    "batch": {"service_tier": "batch"},
    "night": {"hours": "16:30-00:30"},
}
KEYS = {
    "text": "input", "audio": "audio_input", "image": "image_input", "read": "cache_read", "read_audio": "audio_cache_read",
    "read_image": "image_cache_read", "write": "cache_write", "write_1h": "cache_write_1h", "out": "output", "thought": "reasoning",
    "out_audio": "audio_output", "out_image": "image_output",
}
NOON = "2026-03-10T12:00:00Z"
cases = []


def exact(value: Fraction) -> str:
    """A finite decimal, with no digit lost: millionths of rates with at most four decimals."""
    scaled = value * 10**12
    assert scaled.denominator == 1, value
    whole, rest = divmod(int(scaled), 10**12)
    return f"{whole}.{rest:012d}".rstrip("0").rstrip(".")


def bill(card, used):
    full = RATES[card][1]
    terms = [(used[c], full[c]) for c in CLASSES if used.get(c)]
    tokens = sum((Fraction(n) * Fraction(r) for n, r in terms), Fraction(0)) / 10**6
    formula = f'({" + ".join(f"{n} × {r}" for n, r in terms) or "0"}) / 1,000,000'
    if searches := used.get("searches"):
        return f"{formula} + {searches} × {PER_SEARCH[card]}", tokens + searches * Fraction(PER_SEARCH[card])
    return formula, tokens


def totals(used, tier=None, reported=None):
    g = lambda *names: sum(used.get(n, 0) for n in names)
    expected = {
        "input": g("text", "audio", "image", "read", "read_audio", "read_image", "write", "write_1h"),
        "cache_read": g("read", "read_audio", "read_image"),
        "cache_write": g("write", "write_1h"),
        "cache_write_long": g("write_1h"),
        "audio_input": g("audio", "read_audio"),
        "audio_cache_read": g("read_audio"),
        "image_input": g("image", "read_image"),
        "image_cache_read": g("read_image"),
        "output": g("out", "thought", "out_audio", "out_image"),
        "reasoning": g("thought"),
        "audio_output": g("out_audio"),
        "image_output": g("out_image"),
        "searches": g("searches"),
    }
    expected = {k: v for k, v in expected.items() if v or k in ("input", "output")}
    if tier:
        expected["service_tier"] = tier
    if reported:
        expected["reported_cost_usd"] = reported
    return expected


def case(name, dialect, card, used, response, at=NOON, tier=None, reported=None):
    formula, amount = bill(card, used)
    cases.append({
        "name": name, "dialect": dialect, "provider": card[0], "model": card[1], "at": at, "response": response,
        "usage": totals(used, tier, reported), "formula": formula, "cost_usd": exact(amount),
    })


def broken(name, dialect, provider, model, response, problem, at=NOON):
    """Marked, and never priced."""
    cases.append({"name": name, "dialect": dialect, "provider": provider, "model": model, "at": at, "response": response,
                  "usage": None, "problem": problem, "formula": "not to be told", "cost_usd": None})


def silent(name, dialect, provider, model, response):
    """Says nothing of usage: to be estimated, not to be read as zero."""
    cases.append({"name": name, "dialect": dialect, "provider": provider, "model": model, "at": NOON, "response": response,
                  "usage": None, "problem": None, "formula": "no usage was sent", "cost_usd": None})


def unpriced(name, dialect, provider, model, used, response, at=NOON, tier=None):
    cases.append({"name": name, "dialect": dialect, "provider": provider, "model": model, "at": at, "response": response,
                  "usage": totals(used, tier), "formula": "no price holds", "cost_usd": None})


# ---- how endpoints write it -------------------------------------------------------------------------------------------------------------

def s(used, *names):
    return sum(used.get(n, 0) for n in names)


def openai_chat(u, model="chat", tier=None, **more):
    p = s(u, "text", "audio", "image", "read", "read_audio", "read_image", "write", "write_1h")
    c = s(u, "out", "thought", "out_audio", "out_image")
    usage = {
        "prompt_tokens": p, "completion_tokens": c, "total_tokens": p + c,
        "prompt_tokens_details": {"cached_tokens": s(u, "read", "read_audio", "read_image"), "audio_tokens": s(u, "audio", "read_audio")},
        "completion_tokens_details": {
            "reasoning_tokens": u.get("thought", 0), "audio_tokens": u.get("out_audio", 0),
            "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
        },
    }
    if u.get("image"):
        usage["prompt_tokens_details"]["image_tokens"] = u["image"]
    usage.update(more)
    body = {"id": "chatcmpl-1", "object": "chat.completion", "model": model, "choices": [{"index": 0, "finish_reason": "stop"}], "usage": usage}
    if tier:
        body["service_tier"] = tier
    return body


def openai_responses(u, tier=None):
    p, c = s(u, "text", "audio", "image", "read", "write"), s(u, "out", "thought", "out_audio")
    body = {"id": "resp_1", "object": "response", "status": "completed", "usage": {
        "input_tokens": p, "input_tokens_details": {"cached_tokens": u.get("read", 0)},
        "output_tokens": c, "output_tokens_details": {"reasoning_tokens": u.get("thought", 0)}, "total_tokens": p + c}}
    if tier:
        body["service_tier"] = tier
    return body


def anthropic(u, tier="standard", split=True):
    usage = {"input_tokens": u.get("text", 0), "output_tokens": s(u, "out", "thought"), "service_tier": tier,
             "cache_read_input_tokens": u.get("read", 0), "cache_creation_input_tokens": s(u, "write", "write_1h")}
    if split:
        usage["cache_creation"] = {"ephemeral_5m_input_tokens": u.get("write", 0), "ephemeral_1h_input_tokens": u.get("write_1h", 0)}
    return {"id": "msg_1", "type": "message", "role": "assistant", "stop_reason": "end_turn", "usage": usage}


def bedrock(u, tier=None, details=True):
    usage = {"inputTokens": u.get("text", 0), "outputTokens": s(u, "out", "thought"),
             "totalTokens": s(u, "text", "read", "write", "write_1h", "out", "thought"),
             "cacheReadInputTokens": u.get("read", 0), "cacheWriteInputTokens": s(u, "write", "write_1h")}
    if details and s(u, "write", "write_1h"):
        usage["cacheDetails"] = [{"ttl": t, "inputTokens": u[k]} for t, k in (("1h", "write_1h"), ("5m", "write")) if u.get(k)]
    body = {"output": {"message": {"role": "assistant", "content": [{"text": "…"}]}}, "stopReason": "end_turn", "usage": usage, "metrics": {"latencyMs": 812}}
    if tier:
        body["serviceTier"] = {"type": tier}
    return body


def gemini(u, tools=0, details=True):
    """`tools` of the text tokens were read by its own tools, outside of the prompt."""
    prompt = s(u, "text", "audio", "image", "read", "read_audio", "read_image") - tools
    meta = {"promptTokenCount": prompt, "candidatesTokenCount": s(u, "out", "out_image", "out_audio"),
            "totalTokenCount": prompt + tools + s(u, "out", "out_image", "out_audio", "thought")}
    if s(u, "read", "read_audio", "read_image"):
        meta["cachedContentTokenCount"] = s(u, "read", "read_audio", "read_image")
    if u.get("thought"):
        meta["thoughtsTokenCount"] = u["thought"]
    if tools:
        meta["toolUsePromptTokenCount"] = tools
        meta["toolUsePromptTokensDetails"] = [{"modality": "TEXT", "tokenCount": tools}]
    if details:
        meta["promptTokensDetails"] = [{"modality": m, "tokenCount": n} for m, n in (
            ("TEXT", s(u, "text", "read") - tools), ("AUDIO", s(u, "audio", "read_audio")), ("IMAGE", s(u, "image", "read_image"))) if n]
        meta["candidatesTokensDetails"] = [{"modality": m, "tokenCount": n} for m, n in (
            ("TEXT", u.get("out", 0)), ("IMAGE", u.get("out_image", 0)), ("AUDIO", u.get("out_audio", 0))) if n]
        if s(u, "read", "read_audio", "read_image"):
            meta["cacheTokensDetails"] = [{"modality": m, "tokenCount": n} for m, n in (
                ("TEXT", u.get("read", 0)), ("AUDIO", u.get("read_audio", 0)), ("IMAGE", u.get("read_image", 0))) if n]
    return {"candidates": [{"content": {"role": "model"}, "finishReason": "STOP"}], "usageMetadata": meta, "modelVersion": "gemini-test"}


def openrouter(u, cost, byok=None):
    body = openai_chat(u, model="mix", cost=cost)
    if u.get("write"):
        body["usage"]["prompt_tokens_details"]["cache_write_tokens"] = u["write"]
    if byok is not None:
        body["usage"].update(is_byok=True, cost_details={"upstream_inference_cost": byok})
    return body


# ---- sizes that every dialect gets: small, odd, large, empty -----------------------------------------------------------------------------
SIZES = [(1, 0), (0, 0), (1, 1), (17, 3), (999, 1), (1234, 567), (31337, 4096), (128000, 16384), (199999, 1), (1000003, 65537)]
CACHED = [(1, 1024, 1), (2000, 1920, 300), (4097, 4096, 11), (150001, 131072, 977)]

OA, OR, AZ, AN = ("oa", "chat", "usual"), ("or", "mix", "usual"), ("az", "chat", "usual"), ("an", "big", "usual")
BR, GE, SH = ("br", "big", "usual"), ("ge", "pro", "usual"), ("sh", "llama", "usual")

for i, o in SIZES:
    u = {"text": i, "out": o}
    case(f"OpenAI chat, {i} in and {o} out", "OpenAiChat", OA, u, openai_chat(u))
    case(f"OpenAI responses, {i} in and {o} out", "OpenAiResponses", OA, u, openai_responses(u))
    case(f"Azure, {i} in and {o} out", "Azure", AZ, u, openai_chat(u))
    long = "long" if i > 200000 else "usual"
    case(f"Anthropic, {i} in and {o} out", "Anthropic", ("an", "big", long), u, anthropic(u))
    case(f"Bedrock, {i} in and {o} out", "BedrockConverse", BR, u, bedrock(u))
    case(f"Gemini, {i} in and {o} out", "Gemini", ("ge", "pro", long), u, gemini(u))
    case(f"OpenRouter, {i} in and {o} out", "OpenRouter", OR, u, openrouter(u, 0.5), reported="0.5")
    case(f"vLLM, {i} in and {o} out", "SelfHosted", SH, u, {"usage": {
        "prompt_tokens": i, "total_tokens": i + o, "completion_tokens": o, "prompt_tokens_details": None}})
    case(f"Ollama, {i} in and {o} out", "SelfHosted", SH, u, {"model": "llama", "done": True, "done_reason": "stop", "total_duration": 4935886791,
        "prompt_eval_count": i, "prompt_eval_duration": 107345000, "eval_count": o, "eval_duration": 4289432000})

for f, r, o in CACHED:
    u = {"text": f, "read": r, "out": o}
    case(f"OpenAI chat, {r} of {f + r} cached", "OpenAiChat", OA, u, openai_chat(u))
    case(f"OpenAI responses, {r} of {f + r} cached", "OpenAiResponses", OA, u, openai_responses(u))
    case(f"Azure, {r} of {f + r} cached", "Azure", AZ, u, openai_chat(u))
    w = {**u, "write": 512}
    long = "long" if f + r + 512 > 200000 else "usual"
    case(f"Anthropic, {r} read and 512 written", "Anthropic", ("an", "big", long), w, anthropic(w))
    h = {**w, "write_1h": 2049}
    long = "long" if f + r + 512 + 2049 > 200000 else "usual"
    case(f"Anthropic, {r} read, 512 written for minutes and 2049 for an hour", "Anthropic", ("an", "big", long), h, anthropic(h))
    case(f"Anthropic, {r} read and 512 written, without the split", "Anthropic", ("an", "big", "long" if f + r + 512 > 200000 else "usual"), w, anthropic(w, split=False))
    case(f"Bedrock, {r} read and 512 written", "BedrockConverse", BR, w, bedrock(w))
    case(f"Bedrock, {r} read, 512 written for minutes and 2049 for an hour", "BedrockConverse", BR, h, bedrock(h))
    long = "long" if f + r > 200000 else "usual"
    case(f"Gemini, {r} of {f + r} cached", "Gemini", ("ge", "pro", long), u, gemini(u))
    case(f"OpenRouter, {r} read and 512 written", "OpenRouter", OR, w, openrouter(w, 0.0123), reported="0.0123")
    case(f"vLLM, {r} of {f + r} cached", "SelfHosted", SH, u, {"usage": {
        "prompt_tokens": f + r, "completion_tokens": o, "total_tokens": f + r + o, "prompt_tokens_details": {"cached_tokens": r}}})

for t, o in ((1, 0), (64, 36), (12000, 345), (31999, 1)):
    u = {"text": 777, "thought": t, "out": o}
    case(f"OpenAI chat, {t} of {t + o} output is reasoning", "OpenAiChat", ("oa", "think", "usual"), u, openai_chat(u))
    case(f"OpenAI responses, {t} of {t + o} output is reasoning", "OpenAiResponses", ("oa", "think", "usual"), u, openai_responses(u))
    case(f"Azure, {t} of {t + o} output is reasoning", "Azure", AZ, u, openai_chat(u))
    case(f"Gemini, {t} thoughts beside {o} of text", "Gemini", GE, u, gemini(u))
    case(f"Gemini, {t} thoughts at their own price", "Gemini", ("ge", "flash", "usual"), u, gemini(u))
    case(f"OpenRouter, {t} of {t + o} output is reasoning", "OpenRouter", OR, u, openrouter(u, 0.01), reported="0.01")

# ---- OpenAI chat
u = {"text": 40, "audio": 960, "out": 20, "out_audio": 480}
case("OpenAI chat, audio in and out", "OpenAiChat", OA, u, openai_chat(u))
u = {"text": 100, "image": 765, "out": 9}
case("OpenAI chat, an image", "OpenAiChat", OA, u, openai_chat(u))
u = {"text": 5000, "read": 3000, "out": 700}
case("OpenAI chat, flex", "OpenAiChat", ("oa", "chat", "flex"), u, openai_chat(u, tier="flex"), tier="flex")
case("OpenAI chat, priority", "OpenAiChat", ("oa", "chat", "priority"), u, openai_chat(u, tier="priority"), tier="priority")
case("OpenAI chat, the tier named default", "OpenAiChat", OA, u, openai_chat(u, tier="default"))
unpriced("OpenAI chat, a tier without a price", "OpenAiChat", "oa", "nano", u, openai_chat(u, tier="flex"), tier="flex")
unpriced("OpenAI chat, a model without a price", "OpenAiChat", "oa", "gpt-unknown", u, openai_chat(u))
unpriced("OpenAI chat, before the first price", "OpenAiChat", "oa", "chat", u, openai_chat(u), at="2025-12-31T23:59:59Z")
u = {"text": 8, "out": 0}
case("OpenAI embeddings have no output", "OpenAiChat", ("oa", "embed", "usual"), u, {"object": "list", "usage": {"prompt_tokens": 8, "total_tokens": 8}})
u = {"text": 3, "out": 1}
case("OpenAI nano, parts of a micro-dollar", "OpenAiChat", ("oa", "nano", "usual"), u, openai_chat(u))
u = {"text": 30, "out": 12}
case("OpenAI chat without details", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42}})
case("OpenAI chat, details null", "OpenAiChat", OA, u, {"usage": {
    "prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42, "prompt_tokens_details": None, "completion_tokens_details": None}})
case("OpenAI chat, no total", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 30, "completion_tokens": 12}})
case("OpenAI chat, a wrong total is no output", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 5000}})
case("OpenAI chat, counts as texts", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": "30", "completion_tokens": "12", "total_tokens": "42"}})
case("OpenAI chat, counts with a point", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 30.0, "completion_tokens": 12.0}})
case("OpenAI chat, counts in exponents", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": "3e1", "completion_tokens": "1.2e1"}})
case("OpenAI chat, usage alone", "OpenAiChat", OA, u, {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42})
u = {"text": 100, "out": 50, "thought": 30}
case("OpenAI chat, predictions are in the completion", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 100, "completion_tokens": 80, "total_tokens": 180,
    "completion_tokens_details": {"reasoning_tokens": 30, "accepted_prediction_tokens": 20, "rejected_prediction_tokens": 15}}})
case("xAI counts reasoning beside the completion", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 180,
    "completion_tokens_details": {"reasoning_tokens": 30}}})
u = {"text": 936, "read": 64, "out": 10}
case("DeepSeek names hits and misses", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 1000, "completion_tokens": 10, "total_tokens": 1010,
    "prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 936}})
case("Moonshot names what was cached beside the prompt", "OpenAiChat", OA, u, {"usage": {"prompt_tokens": 1000, "completion_tokens": 10, "cached_tokens": 64}})
case("OpenAI chat, a stream whose last event counts", "OpenAiChat", OA, u, [
    {"object": "chat.completion.chunk", "choices": [{"delta": {"content": "4"}}], "usage": None},
    {"object": "chat.completion.chunk", "choices": [{"delta": {"content": "2"}, "finish_reason": "stop"}], "usage": None},
    {"object": "chat.completion.chunk", "choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 10, "total_tokens": 1010, "prompt_tokens_details": {"cached_tokens": 64}}}])
case("OpenAI chat, a stream that counts in every event", "OpenAiChat", OA, u, [
    {"choices": [{"delta": {"content": "x"}}], "usage": {"prompt_tokens": 1000, "completion_tokens": n, "total_tokens": 1000 + n, "prompt_tokens_details": {"cached_tokens": 64}}} for n in (1, 4, 10)])
silent("OpenAI chat, no usage", "OpenAiChat", "oa", "chat", {"choices": []})
silent("OpenAI chat, usage null", "OpenAiChat", "oa", "chat", {"choices": [], "usage": None})
silent("OpenAI chat, usage empty", "OpenAiChat", "oa", "chat", {"choices": [], "usage": {}})
silent("OpenAI chat, usage is a text", "OpenAiChat", "oa", "chat", {"choices": [], "usage": "none"})
silent("OpenAI chat, not an object", "OpenAiChat", "oa", "chat", "<html>502</html>")
silent("OpenAI chat, an empty stream", "OpenAiChat", "oa", "chat", [])
broken("OpenAI chat, more cached than sent", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": 10, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 11}}}, "10 input tokens cannot hold 11 read")
broken("OpenAI chat, more audio than sent", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": 10, "completion_tokens": 1, "prompt_tokens_details": {"audio_tokens": 12}}}, "cannot hold 12 of audio")
broken("OpenAI chat, more reasoning than output", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": 10, "completion_tokens": 1, "total_tokens": 11, "completion_tokens_details": {"reasoning_tokens": 5}}}, "1 output tokens cannot hold 5 of reasoning")
broken("OpenAI chat, the output is not what the total leaves", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": 10, "total_tokens": 60}}, "`completion_tokens` is missing")
broken("OpenAI chat, no prompt", "OpenAiChat", "oa", "chat", {"usage": {"completion_tokens": 10}}, "`prompt_tokens` is missing")
broken("OpenAI chat, a count is a word", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": "many", "completion_tokens": 10}}, "\"many\", no count")
broken("OpenAI chat, half a token", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": 10.5, "completion_tokens": 10}}, "10.5, no count")
broken("OpenAI chat, a negative count", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": 10, "completion_tokens": -1}}, "negative")
broken("OpenAI chat, a count beyond counting", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": 1e30, "completion_tokens": 1}}, "no count")
broken("OpenAI chat, a list for a count", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": [1], "completion_tokens": 1}}, "no count")
broken("OpenAI chat, true for a count", "OpenAiChat", "oa", "chat", {"usage": {"prompt_tokens": True, "completion_tokens": 1}}, "no count")

# ---- OpenAI responses
u = {"text": 75, "read": 1024, "out": 300, "thought": 256}
case("OpenAI responses, the last event of a stream", "OpenAiResponses", OA, u, [
    {"type": "response.created", "response": {"id": "resp_1", "usage": None}},
    {"type": "response.output_text.delta", "delta": "4"},
    {"type": "response.completed", "response": openai_responses(u)}])
case("OpenAI responses, incomplete is billed too", "OpenAiResponses", OA, u, {"type": "response.incomplete", "response": openai_responses(u)})
case("OpenAI responses, flex", "OpenAiResponses", ("oa", "chat", "flex"), u, openai_responses(u, tier="flex"), tier="flex")
case("OpenAI responses, flex in the event", "OpenAiResponses", ("oa", "chat", "flex"), u, {"type": "response.completed", "response": openai_responses(u, tier="flex")}, tier="flex")
case("OpenAI responses, auto became the usual tier", "OpenAiResponses", OA, u, openai_responses(u, tier="auto"))
u = {"text": 119, "audio": 13, "read": 64, "read_audio": 32, "out": 30, "out_audio": 91}
case("OpenAI realtime, cached audio", "OpenAiResponses", OA, u, {"type": "response.done", "response": {"usage": {
    "total_tokens": 349, "input_tokens": 228, "output_tokens": 121,
    "input_token_details": {"text_tokens": 183, "audio_tokens": 45, "image_tokens": 0, "cached_tokens": 96, "cached_tokens_details": {"text_tokens": 64, "audio_tokens": 32}},
    "output_token_details": {"text_tokens": 30, "audio_tokens": 91}}}})
u = {"text": 50, "image": 1000, "out": 20}
case("OpenAI responses, an image", "OpenAiResponses", OA, u, {"usage": {"input_tokens": 1050, "output_tokens": 20, "total_tokens": 1070, "input_tokens_details": {"text_tokens": 50, "image_tokens": 1000}}})
silent("OpenAI responses, still in progress", "OpenAiResponses", "oa", "chat", {"type": "response.in_progress", "response": {"usage": None}})
broken("OpenAI responses, more cached than sent", "OpenAiResponses", "oa", "chat", {"usage": {"input_tokens": 5, "output_tokens": 5, "total_tokens": 10, "input_tokens_details": {"cached_tokens": 50}}}, "cannot hold 50")
broken("OpenAI responses, no output", "OpenAiResponses", "oa", "chat", {"usage": {"input_tokens": 5, "output_tokens": None, "total_tokens": 10}}, "is missing")

# ---- Azure
u = {"text": 58, "out": 14}
case("Azure, filters beside the usage", "Azure", AZ, u, {"prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {}}], "model": "gpt-test", "usage": {"prompt_tokens": 58, "completion_tokens": 14, "total_tokens": 72}})
case("Azure, the responses form", "Azure", AZ, u, openai_responses(u))
u = {"text": 10, "audio": 500, "out": 5, "out_audio": 250}
case("Azure, audio", "Azure", AZ, u, openai_chat(u))
case("Azure, audio read again costs as fresh audio where no price says less", "Azure", AZ, {"read_audio": 500, "audio": 20, "text": 10, "out": 5}, {"usage": {
    "input_tokens": 530, "output_tokens": 5, "total_tokens": 535,
    "input_token_details": {"cached_tokens": 500, "audio_tokens": 520, "cached_tokens_details": {"audio_tokens": 500}}}})
silent("Azure, a chunk of filters alone", "Azure", "az", "chat", {"choices": [], "prompt_filter_results": [], "usage": None})
unpriced("Azure, a deployment without a price", "Azure", "az", "my-deployment", {"text": 58, "out": 14}, openai_chat({"text": 58, "out": 14}))
broken("Azure, a count is a word", "Azure", "az", "chat", {"usage": {"prompt_tokens": 5, "completion_tokens": "n/a"}}, "no count")

# ---- Anthropic
def stream(start, *deltas):
    return [{"type": "message_start", "message": {"id": "msg_1", "role": "assistant", "usage": start}}, {"type": "ping"},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "…"}},
            *({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": d} for d in deltas), {"type": "message_stop"}]

u = {"text": 25, "out": 15}
case("Anthropic, a stream says the input first and the output last", "Anthropic", AN, u, stream({"input_tokens": 25, "output_tokens": 1}, {"output_tokens": 15}))
u = {"text": 25, "read": 900, "write": 100, "write_1h": 300, "out": 15}
full = anthropic(u)["usage"]
case("Anthropic, a stream with caches", "Anthropic", AN, u, stream({**full, "output_tokens": 3}, {"output_tokens": 15}))
case("Anthropic, a stream whose last event says all once more", "Anthropic", AN, u, stream({**full, "output_tokens": 1}, {k: full[k] for k in ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")}))
case("Anthropic, a stream whose counts grow", "Anthropic", AN, {**u, "text": 10500}, stream({**full, "output_tokens": 1}, {"output_tokens": 9}, {"input_tokens": 10500, "output_tokens": 15}))
case("Anthropic, a stream that is cut has what was said until then", "Anthropic", AN, {"text": 25, "out": 1}, stream({"input_tokens": 25, "output_tokens": 1})[:3])
case("Anthropic, nulls where nothing was cached", "Anthropic", AN, {"text": 25, "out": 15}, {"usage": {"input_tokens": 25, "output_tokens": 15, "cache_read_input_tokens": None, "cache_creation_input_tokens": None, "cache_creation": None, "server_tool_use": None, "service_tier": "standard"}})
case("Anthropic, the parts of a write without their total", "Anthropic", AN, {"text": 25, "write": 7, "write_1h": 9, "out": 15}, {"usage": {"input_tokens": 25, "output_tokens": 15, "cache_creation": {"ephemeral_5m_input_tokens": 7, "ephemeral_1h_input_tokens": 9}}})
case("Anthropic, batch", "Anthropic", ("an", "big", "batch"), u, anthropic(u, tier="batch"), tier="batch")
unpriced("Anthropic, priority without a price", "Anthropic", "an", "big", u, anthropic(u, tier="priority"), tier="priority")
case("Anthropic, 200000 is not above 200000", "Anthropic", AN, {"text": 1, "read": 199999, "out": 10}, anthropic({"text": 1, "read": 199999, "out": 10}))
case("Anthropic, what was cached counts for the length", "Anthropic", ("an", "big", "long"), {"text": 2, "read": 199999, "out": 10}, anthropic({"text": 2, "read": 199999, "out": 10}))
case("Anthropic, all of it from a cache", "Anthropic", ("an", "small", "usual"), {"read": 5000, "out": 1}, anthropic({"read": 5000, "out": 1}))
case("Anthropic, counts as texts", "Anthropic", AN, {"text": 25, "out": 15}, {"usage": {"input_tokens": "25", "output_tokens": "15"}})
silent("Anthropic, an error event", "Anthropic", "an", "big", {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
silent("Anthropic, an empty usage", "Anthropic", "an", "big", {"type": "message", "usage": {}})
broken("Anthropic, the end of a stream without its beginning", "Anthropic", "an", "big", {"type": "message_delta", "usage": {"output_tokens": 15}}, "`input_tokens` is missing")
broken("Anthropic, parts of a write that are not their total", "Anthropic", "an", "big", {"usage": {"input_tokens": 5, "output_tokens": 5, "cache_creation_input_tokens": 100, "cache_creation": {"ephemeral_5m_input_tokens": 60, "ephemeral_1h_input_tokens": 60}}}, "is 100, and its parts are 120")
broken("Anthropic, a negative input does not hide in a sum", "Anthropic", "an", "big", {"usage": {"input_tokens": -5, "output_tokens": 5, "cache_read_input_tokens": 100}}, "negative")
broken("Anthropic, no output", "Anthropic", "an", "big", {"usage": {"input_tokens": 5}}, "`output_tokens` is missing")

# ---- Bedrock
u = {"text": 4, "read": 1800, "write": 21, "out": 25}
case("Bedrock, writes without their lifetimes", "BedrockConverse", BR, u, bedrock(u, details=False))
case("Bedrock, the last event of a stream", "BedrockConverse", BR, u, [{"messageStop": {"stopReason": "end_turn"}}, {"metadata": {"usage": bedrock(u)["usage"], "metrics": {"latencyMs": 1}}}])
case("Bedrock, older names", "BedrockConverse", BR, u, {"usage": {"inputTokens": 4, "outputTokens": 25, "totalTokens": 1850, "cacheReadInputTokenCount": 1800, "cacheWriteInputTokenCount": 21}})
case("Bedrock, flex", "BedrockConverse", ("br", "big", "flex"), u, bedrock(u, tier="flex"), tier="flex")
case("Bedrock, the tier named default", "BedrockConverse", BR, u, bedrock(u, tier="default"))
case("Bedrock, a model whose writes are free", "BedrockConverse", ("br", "lite", "usual"), {"text": 10, "write": 5000, "out": 9}, bedrock({"text": 10, "write": 5000, "out": 9}))
case("Bedrock, no caches named", "BedrockConverse", BR, {"text": 10, "out": 9}, {"usage": {"inputTokens": 10, "outputTokens": 9, "totalTokens": 19}})
case("Bedrock, empty details", "BedrockConverse", BR, {"text": 10, "out": 9}, {"usage": {"inputTokens": 10, "outputTokens": 9, "totalTokens": 19, "cacheDetails": []}})
case("Bedrock, an hour alone", "BedrockConverse", BR, {"text": 10, "write_1h": 2048, "out": 9}, bedrock({"text": 10, "write_1h": 2048, "out": 9}))
silent("Bedrock, no usage", "BedrockConverse", "br", "big", {"stopReason": "end_turn"})
unpriced("Bedrock, priority without a price", "BedrockConverse", "br", "big", u, bedrock(u, tier="priority"), tier="priority")
broken("Bedrock, lifetimes that are not their total", "BedrockConverse", "br", "big", {"usage": {"inputTokens": 1, "outputTokens": 1, "cacheWriteInputTokens": 10, "cacheDetails": [{"ttl": "1h", "inputTokens": 11}]}}, "is 10, and its parts are 11")
broken("Bedrock, no output", "BedrockConverse", "br", "big", {"usage": {"inputTokens": 10, "totalTokens": 19}}, "`outputTokens` is missing")
broken("Bedrock, a word in its details", "BedrockConverse", "br", "big", {"usage": {"inputTokens": 1, "outputTokens": 1, "cacheDetails": [{"ttl": "5m", "inputTokens": "x"}]}}, "no count")

# ---- Gemini
u = {"text": 1000, "out": 50, "thought": 20}
case("Gemini, what its tools read is input", "Gemini", GE, u, gemini(u, tools=700))
u = {"text": 100, "audio": 3200, "image": 258, "out": 7}
case("Gemini, audio and an image", "Gemini", GE, u, gemini(u))
u = {"text": 100, "read": 1000, "read_audio": 2000, "audio": 40, "image": 10, "read_image": 258, "out": 7}
case("Gemini, cached audio and a cached image", "Gemini", GE, u, gemini(u))
u = {"text": 100, "out": 12, "out_image": 1290}
case("Gemini, draws an image", "Gemini", GE, u, gemini(u))
case("Gemini, thoughts and no text", "Gemini", GE, {"text": 100, "thought": 65535}, {"usageMetadata": {"promptTokenCount": 100, "thoughtsTokenCount": 65535, "totalTokenCount": 65635}})
case("Gemini, a refused prompt", "Gemini", GE, {"text": 100}, {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 100, "totalTokenCount": 100}})
case("Gemini, candidates that hold the thoughts", "Gemini", GE, {"text": 100, "thought": 30, "out": 20}, {"usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 50, "thoughtsTokenCount": 30, "totalTokenCount": 150}})
case("Gemini, a stream of running totals", "Gemini", GE, {"text": 100, "out": 42}, [{"usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": n, "totalTokenCount": 100 + n}} for n in (3, 17, 42)])
case("Gemini, without details", "Gemini", GE, {"text": 90, "read": 10, "out": 3}, gemini({"text": 90, "read": 10, "out": 3}, details=False))
case("Gemini, video is priced as text", "Gemini", GE, {"text": 5100, "out": 3}, {"usageMetadata": {"promptTokenCount": 5100, "candidatesTokenCount": 3, "totalTokenCount": 5103, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 100}, {"modality": "VIDEO", "tokenCount": 5000}]}})
case("Gemini, live names", "Gemini", GE, {"text": 100, "out": 50}, {"usageMetadata": {"promptTokenCount": 100, "responseTokenCount": 50, "totalTokenCount": 150}})
case("Gemini, on demand is the usual tier", "Gemini", GE, {"text": 100, "out": 50}, {"usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 50, "totalTokenCount": 150, "trafficType": "ON_DEMAND"}})
unpriced("Gemini, provisioned throughput is another list", "Gemini", "ge", "pro", {"text": 100, "out": 50}, {"usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 50, "totalTokenCount": 150, "trafficType": "PROVISIONED_THROUGHPUT"}}, tier="provisioned_throughput")
silent("Gemini, no usage", "Gemini", "ge", "pro", {"candidates": []})
broken("Gemini, more cached than sent", "Gemini", "ge", "pro", {"usageMetadata": {"promptTokenCount": 10, "cachedContentTokenCount": 20, "candidatesTokenCount": 1, "totalTokenCount": 11}}, "cannot hold 20")
broken("Gemini, candidates that only the total knows", "Gemini", "ge", "pro", {"usageMetadata": {"promptTokenCount": 10, "totalTokenCount": 60}}, "`candidatesTokenCount` is missing")
broken("Gemini, more cached audio than audio", "Gemini", "ge", "pro", {"usageMetadata": {"promptTokenCount": 100, "cachedContentTokenCount": 50, "candidatesTokenCount": 1, "totalTokenCount": 101, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 90}, {"modality": "AUDIO", "tokenCount": 10}], "cacheTokensDetails": [{"modality": "AUDIO", "tokenCount": 50}]}}, "of audio cannot hold 50")

# ---- searches that the provider makes, charged beside the tokens
def searched(body, **counts):
    body["usage"].update(counts)
    return body


for n in (0, 1, 7):
    u = {"text": 2095, "out": 503, "searches": n}
    case(f"Anthropic, {n} searches", "Anthropic", AN, u, searched(anthropic(u), server_tool_use={"web_search_requests": n, "web_fetch_requests": 2}))
u = {"text": 2679, "read": 1024, "out": 510, "searches": 3}
case("Anthropic, a stream counts searches at its end", "Anthropic", AN, u, [
    {"type": "message_start", "message": {"usage": {"input_tokens": 2679, "cache_read_input_tokens": 1024, "output_tokens": 1}}},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 510, "server_tool_use": {"web_search_requests": 3}}},
])
u = {"text": 194, "out": 2, "searches": 2}
case("OpenRouter, searches", "OpenRouter", OR, u, searched(openrouter(u, 0.95), server_tool_use={"web_search_requests": 2}), reported="0.95")
case("xAI's name for them", "OpenRouter", OR, u, searched(openai_chat(u), num_sources_used=2))
unpriced("Anthropic, searches of a model whose price does not name them", "Anthropic", "an", "small", u, searched(anthropic(u), server_tool_use={"web_search_requests": 2}))
broken("Anthropic, fewer searches than none", "Anthropic", "an", "big", searched(anthropic(u), server_tool_use={"web_search_requests": -1}), "searches is negative")

# ---- OpenRouter
u = {"text": 194, "out": 2}
case("OpenRouter, its cost is kept beside ours", "OpenRouter", OR, u, openrouter(u, 0.95), reported="0.95")
case("OpenRouter, a cost in exponents", "OpenRouter", OR, u, openrouter(u, 1.25e-05), reported="0.0000125")
case("OpenRouter, a cost as text", "OpenRouter", OR, u, openrouter(u, "0.00015"), reported="0.00015")
case("OpenRouter, one's own key: its fee and the model", "OpenRouter", OR, u, openrouter(u, 0.05, byok=0.95), reported="1.00")
case("OpenRouter, one's own key and no amount of the model", "OpenRouter", OR, u, openrouter(u, 0.05, byok=None) | {}, reported="0.05")
case("OpenRouter, no cost", "OpenRouter", OR, u, {"usage": {"prompt_tokens": 194, "completion_tokens": 2, "total_tokens": 196, "cost": None}})
case("OpenRouter, a minute before night", "OpenRouter", OR, u, openrouter(u, 1), at="2026-03-10T16:29:59Z", reported="1")
case("OpenRouter, night begins", "OpenRouter", ("or", "mix", "night"), u, openrouter(u, 1), at="2026-03-10T16:30:00Z", reported="1")
case("OpenRouter, night goes past midnight", "OpenRouter", ("or", "mix", "night"), u, openrouter(u, 1), at="2026-03-11T00:29:59Z", reported="1")
case("OpenRouter, night ends", "OpenRouter", OR, u, openrouter(u, 1), at="2026-03-11T00:30:00Z", reported="1")
case("OpenRouter, night is told in UTC", "OpenRouter", ("or", "mix", "night"), u, openrouter(u, 1), at="2026-03-10T13:00:00-05:00", reported="1")
unpriced("OpenRouter, a reported cost is no price of ours", "OpenRouter", "or", "other", u, {"usage": {"prompt_tokens": 194, "completion_tokens": 2}})
broken("OpenRouter, a cost that is a word", "OpenRouter", "or", "mix", openrouter(u, "free"), "no amount of money")
broken("OpenRouter, a cost below zero", "OpenRouter", "or", "mix", openrouter(u, -1), "no amount of money")

# ---- vLLM and Ollama
case("Ollama leaves out a prompt that it still held", "SelfHosted", SH, {"out": 290}, {"model": "llama", "done": True, "eval_count": 290})
case("Ollama embeds", "SelfHosted", SH, {"text": 8}, {"model": "llama", "embeddings": [[0.1]], "prompt_eval_count": 8})
case("Ollama, a stream of lines", "SelfHosted", SH, {"text": 26, "out": 290}, [{"message": {"role": "assistant", "content": "T"}, "done": False}, {"message": {"content": ""}, "done": True, "prompt_eval_count": 26, "eval_count": 290}])
case("Ollama, counts as texts", "SelfHosted", SH, {"text": 26, "out": 290}, {"done": True, "prompt_eval_count": "26", "eval_count": "290"})
case("vLLM, reasoning", "SelfHosted", SH, {"text": 26, "thought": 200, "out": 90}, {"usage": {"prompt_tokens": 26, "completion_tokens": 290, "total_tokens": 316, "completion_tokens_details": {"reasoning_tokens": 200}}})
case("vLLM, usage in every event", "SelfHosted", SH, {"text": 26, "out": 3}, [{"choices": [{}], "usage": {"prompt_tokens": 26, "total_tokens": 26 + n, "completion_tokens": n}} for n in (0, 1, 2, 3)])
case("Ollama's OpenAI form", "SelfHosted", SH, {"text": 26, "out": 298}, {"object": "chat.completion", "usage": {"prompt_tokens": 26, "completion_tokens": 298, "total_tokens": 324}})
case("An explicit price of zero is zero", "SelfHosted", ("sh", "free", "usual"), {"text": 12345, "out": 678}, {"done": True, "prompt_eval_count": 12345, "eval_count": 678})
case("The last moment of a price", "SelfHosted", ("sh", "old", "usual"), {"text": 10, "out": 10}, {"done": True, "prompt_eval_count": 10, "eval_count": 10}, at="2026-06-30T23:59:59.999Z")
case("The first moment of the next one", "SelfHosted", ("sh", "new", "usual"), {"text": 10, "out": 10}, {"done": True, "prompt_eval_count": 10, "eval_count": 10}, at="2026-07-01T00:00:00Z")
case("A price's day is a day of UTC", "SelfHosted", ("sh", "old", "usual"), {"text": 10, "out": 10}, {"done": True, "prompt_eval_count": 10, "eval_count": 10}, at="2026-07-01T01:00:00+02:00")
silent("Ollama, not done", "SelfHosted", "sh", "llama", {"message": {"content": "T"}, "done": False})
silent("vLLM, usage null", "SelfHosted", "sh", "llama", {"choices": [], "usage": None})
broken("Ollama, a count is a word", "SelfHosted", "sh", "llama", {"done": True, "prompt_eval_count": "?", "eval_count": 1}, "no count")
broken("vLLM, no output", "SelfHosted", "sh", "llama", {"usage": {"prompt_tokens": 26, "total_tokens": 316}}, "`completion_tokens` is missing")


for c in cases:
    if (c["provider"], c["model"]) in (("sh", "old"), ("sh", "new")):
        c["model"] = "dated"

lines = ["# Rates that eng/accounting/corpus.py made up for tests/accounting/corpus.json. They are no provider's prices.", "prices:"]
for (provider, model, kind), (given, _) in RATES.items():
    row = {"provider": provider, "model": "dated" if model in ("old", "new") else model, "from": "2026-07-01" if model == "new" else "2026-01-01"}
    if model == "old":
        row["until"] = "2026-07-01"
    row |= WHEN.get(kind, {}) | {KEYS[k]: v for k, v in given.items()}
    if (provider, model, kind) in PER_SEARCH:
        row["per_search"] = PER_SEARCH[provider, model, kind]
    lines.append("  - { " + ", ".join(f'{k}: "{v}"' if k == "hours" else f"{k}: {v}" for k, v in row.items()) + " }")

names = [c["name"] for c in cases]
assert len(names) == len(set(names)), [n for n in names if names.count(n) > 1]
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "prices.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
(FOLDER / "corpus.json").write_text("[\n" + ",\n".join("  " + json.dumps(c, ensure_ascii=False) for c in cases) + "\n]\n", encoding="utf-8")
print(f"{len(cases)} cases over {len({c['dialect'] for c in cases})} dialects")
