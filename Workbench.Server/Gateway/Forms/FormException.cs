namespace Workbench.Server.Gateway.Forms;

/// <summary>A request that is not in the form that it claims.</summary>
internal sealed class FormException(FormError error) : Exception(error.Message)
{
    public FormException(string message, string? param = null)
        : this(new FormError(ErrorKind.BadRequest, message, param)) { }

    public FormError Error => error;
}
