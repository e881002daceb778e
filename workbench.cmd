@echo off
rem workbench COMMAND: builds, then runs the program. Words of the build go to stderr.
setlocal
dotnet build "%~dp0Workbench.Server" --nologo --verbosity quiet 1>&2
if errorlevel 1 exit /b %errorlevel%
dotnet "%~dp0Workbench.Server\bin\Debug\net10.0\Workbench.Server.dll" %*
exit /b %errorlevel%
