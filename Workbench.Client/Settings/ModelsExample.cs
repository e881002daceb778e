namespace Workbench.Client.Settings;

/// <summary>What to put where to add a provider.</summary>
public static class ModelsExample
{
    /// <summary>Goes into <c>models.yml</c>, in place of nothing: these sections are not there yet.</summary>
    public const string File = """
        providers:
          - name: openai                 # any endpoint that speaks its form: vLLM, Ollama, OpenRouter, ...
            address: https://api.openai.com/v1
            key_env: OPENAI_API_KEY      # or key_file: /run/secrets/openai
          - { name: anthropic, kind: anthropic, key_env: ANTHROPIC_API_KEY }

        models:
          - { name: gpt, provider: openai, id: your-model-id, context: 400000, max_output: 128000, capabilities: [tools, images, structured] }
          - { name: claude, provider: anthropic, id: your-model-id, context: 200000, max_output: 64000, capabilities: [tools, images, structured, caching] }

        tiers:
          standard:
            groups:
              - members: [{ model: gpt, weight: 3 }, { model: claude, weight: 1 }]
        """;

    /// <summary>A row under <c>prices</c>: without it calls are unpriced.</summary>
    public const string Price =
        "  - { provider: openai, model: gpt, from: 2026-01-01, input: 2.50, cache_read: 0.25, output: 10.00, source: the provider's price page }";

    public const string Environment = """
        export OPENAI_API_KEY=...
        export Models__Default=standard   # what "auto" means; without it: the tier that each message needs
        """;
}
