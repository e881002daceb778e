namespace Workbench.Server.Models.Redaction;

/// <summary>What is known by its form, wherever it stands.</summary>
[Flags]
public enum SensitiveKinds
{
    None = 0,
    Email = 1,
    Phone = 2,

    /// <summary>Numbers of payment cards, by Luhn's check digit.</summary>
    Card = 4,

    /// <summary>Numbers of bank accounts, by their checksum.</summary>
    Iban = 8,

    /// <summary>Keys of programs, tokens and private keys.</summary>
    Key = 16,
    All = Email | Phone | Card | Iban | Key,
}
