"""Makes a small Llama with random weights, a tokenizer and a chat template.

Runs in the environment that has vLLM: `python tiny_llama.py FOLDER SEED`. Two seeds give two models
that answer the same question with different words.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

SENTENCES = (
    "What is a derivative? It tells how fast a function changes.",
    "Solve two x plus three equals seven: subtract three, then divide by two.",
    "A triangle with a right angle obeys the theorem of Pythagoras.",
    "Force equals mass times acceleration, and energy is never lost.",
    "Why is the sky blue? Because short waves are scattered more than long ones.",
    "Add the fractions after you have found a common denominator.",
    '{"answer": "4", "sure": true, "steps": [1, 2.5, -3], "source": null}',
)
SPECIAL = ["<unk>", "<s>", "</s>", "<pad>", "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>"]
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}"
    "{{ eos_token }}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def write_model(folder: Path, seed: int) -> None:
    tokenizer = _tokenizer()
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=1024,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=False,
    )
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        # Their logits are 0 and the best of the others is above it: every answer is words.
        model.lm_head.weight[: len(SPECIAL)] = 0.0
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _tokenizer() -> PreTrainedTokenizerFast:
    plain = Tokenizer(models.BPE(unk_token=SPECIAL[0]))
    plain.pre_tokenizer = pre_tokenizers.Metaspace()
    plain.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=384,
        special_tokens=SPECIAL,
        initial_alphabet=[chr(code) for code in range(33, 127)],
        show_progress=False,
    )
    plain.train_from_iterator(SENTENCES, trainer)
    unknown, begin, end, padding = SPECIAL[:4]
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain,
        unk_token=unknown,
        bos_token=begin,
        eos_token=end,
        pad_token=padding,
        additional_special_tokens=SPECIAL[4:],
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


if __name__ == "__main__":
    write_model(Path(sys.argv[1]), int(sys.argv[2]))
