using Workbench.Server.Cli;

return await WorkbenchCommands.RunAsync(args);
