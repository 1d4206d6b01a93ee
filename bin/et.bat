@echo off
rem Longformer, BigBird, Reformer, Linformer and Performer from a command line: et --help
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" --enable-native-access=ALL-UNNAMED %ET_JAVA_OPTS% -cp "%~dp0..\lib\*" org.efficienttransformers.examples.Main %*
