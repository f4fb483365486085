@echo off
rem daggerkit's bootstrap for JBang, as jbang beside it, for Windows. UNTRIED: it was never run on Windows.
rem
rem   jbang ARGUMENT...      everything is JBang's: arguments, standard input, exit code
rem
rem With the variable JBANG, a jbang.cmd, it runs that one, whatever is on PATH.
rem
rem Its cache is %XDG_CACHE_HOME%\daggerkit, else %LOCALAPPDATA%\daggerkit. Exit codes of its own: 69 JBang cannot be
rem fetched, 1 no fitting JDK or no place for the cache.

setlocal EnableExtensions DisableDelayedExpansion
set "VERSION=0.132.1"
rem The SHA-256 of Maven's jbang-cli-VERSION-all.jar.
set "SHA256=f977075849cff866f45b27997f5671ab8a336a5dd3cf9e702b3479128338f3a7"
set "LEAST=132001"
set "CACHE="
if defined LOCALAPPDATA set "CACHE=%LOCALAPPDATA%\daggerkit"
if defined XDG_CACHE_HOME set "CACHE=%XDG_CACHE_HOME%\daggerkit"
if not defined JBANG_NO_VERSION_CHECK set "JBANG_NO_VERSION_CHECK=true"
if defined DAGGERKIT_ASKING (
    >&2 echo jbang: the JBang on PATH only calls "%~f0".
    exit /b 1
)

set "SEEN="
set "FOUND="
if defined JBANG set "SEEN=1"
if defined JBANG set "FOUND=%JBANG%"
for /f "delims=" %%I in ('where jbang.cmd 2^>nul') do call :consider "%%I"
rem Without "call" the other file takes over: its exit code is ours, and no argument is read twice.
if defined FOUND "%FOUND%" %*

call :java || exit /b 1
set "JAR=%CACHE%\jbang-%VERSION%.jar"
set "STAMP=%CACHE%\jbang-%VERSION%.sha256"
call :checked || call :fetch || exit /b
set "JBANG_RUNTIME_SHELL=cmd"
set "JBANG_STDIN_NOTTY=true"
timeout /t 0 >nul 2>&1 && set "JBANG_STDIN_NOTTY=false"
set "OUT=%TEMP%\daggerkit-%RANDOM%%RANDOM%.txt"
"%JAVA%" -XX:TieredStopAtLevel=1 %JBANG_JAVA_OPTIONS% -cp "%JAR%" dev.jbang.Main %* >"%OUT%"
set "CODE=%ERRORLEVEL%"
rem JBang answers 255 and a command line when the script is to run.
if not "%CODE%"=="255" (
    type "%OUT%"
    del /q "%OUT%"
    exit /b %CODE%
)
set "LINE="
for /f "usebackq delims=" %%L in ("%OUT%") do set "LINE=%%L"
del /q "%OUT%"
if not defined LINE exit /b 255
%LINE%
exit /b %ERRORLEVEL%

rem Sets FOUND to the first JBang on PATH that is no copy of this file, if it is new enough. Asking it starts a JVM, so
rem the answer is kept until its file changes.
:consider
if defined SEEN exit /b 0
findstr /b /c:"rem daggerkit's bootstrap for JBang" %1 >nul 2>&1 && exit /b 0
set "SEEN=1"
set "KEY=%~1 %~t1 %~z1"
for %%J in ("%~dp1jbang.jar") do set "KEY=%KEY% %%~tJ %%~zJ"
set "SAID="
if exist "%CACHE%\path-jbang" for /f "usebackq tokens=1,2 delims=|" %%A in ("%CACHE%\path-jbang") do (
    if "%%A"=="%KEY%" set "SAID=%%B"
)
if defined SAID goto compare
set "DAGGERKIT_ASKING=1"
for /f "delims=" %%V in ('call %1 --version 2^>^&1 ^<nul') do set "SAID=%%V"
set "DAGGERKIT_ASKING="
if not defined SAID set "SAID=none"
if not defined CACHE goto compare
if not exist "%CACHE%" md "%CACHE%" 2>nul
setlocal EnableDelayedExpansion
(>"%CACHE%\path-jbang" echo(!KEY!^|!SAID!) 2>nul
endlocal
:compare
set "NUMBER=0"
for /f "tokens=1-3 delims=.-" %%A in ("%SAID%") do set /a "NUMBER=%%A*1000000+%%B*1000+%%C" >nul 2>&1
if %NUMBER% geq %LEAST% set "FOUND=%~1"
exit /b 0

rem Sets JAVA by JAVA_HOME, then PATH, then the JDK that JBang installed. JBang needs a JDK, 17 or newer.
:java
set "JAVA="
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\javac.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
for /f "delims=" %%I in ('where javac.exe 2^>nul') do if not defined JAVA set "JAVA=%%~dpIjava.exe"
set "JBANG_HOME=%USERPROFILE%\.jbang"
if defined JBANG_DIR set "JBANG_HOME=%JBANG_DIR%"
if not defined JAVA if exist "%JBANG_HOME%\currentjdk\bin\javac.exe" set "JAVA=%JBANG_HOME%\currentjdk\bin\java.exe"
if not defined JAVA (
    >&2 echo jbang: no JDK was found; install one, 17 or newer, and put it on PATH or set JAVA_HOME to it.
    exit /b 1
)
set "MAJOR="
for %%I in ("%JAVA%\..\..\release") do if exist "%%~fI" (
    for /f "tokens=2 delims==." %%V in ('findstr /b JAVA_VERSION^= "%%~fI"') do set "MAJOR=%%V"
)
if not defined MAJOR exit /b 0
set "MAJOR=%MAJOR:"=%"
if %MAJOR% geq 17 exit /b 0
>&2 echo jbang: the Java at "%JAVA%" is version %MAJOR%, expected 17 or newer; set JAVA_HOME to one.
exit /b 1

rem Is the jar the one that was checked? The stamp has the time and size that it had then. Who owns it is not looked at.
:checked
if not exist "%JAR%" exit /b 1
call :stamp
set "KNOWN="
if exist "%STAMP%" for /f "usebackq tokens=1,2 delims=|" %%A in ("%STAMP%") do (
    if "%%A"=="%KEY%" exit /b 0
    set "KNOWN=%%B"
)
call :sum "%JAR%"
if not defined SUM exit /b 1
if "%SUM%"=="%SHA256%" goto note
if "%SUM%"=="%KNOWN%" goto note
exit /b 1
:note
(>"%STAMP%" echo %KEY%^|%SUM%) 2>nul
exit /b 0

rem Sets KEY to the time and the size of the jar.
:stamp
for %%J in ("%JAR%") do set "KEY=%%~tJ %%~zJ"
exit /b 0

rem Sets SUM to the SHA-256 of a file: the second line that certutil prints, which some versions write with spaces.
:sum
set "SUM="
for /f "skip=1 delims=" %%H in ('certutil -hashfile %1 SHA256 2^>nul') do if not defined SUM set "SUM=%%H"
if defined SUM set "SUM=%SUM: =%"
exit /b 0

rem Puts the pinned JBang into the cache: into a folder of this run first, then in one step to its place. What Maven and
rem the installer say is shown as it comes, since it takes a minute.
:fetch
set "NEW=%CACHE%\fetch.%RANDOM%%RANDOM%"
if defined CACHE md "%NEW%" 2>nul
if not exist "%NEW%" (
    >&2 echo jbang: JBang cannot be kept in "%CACHE%", which cannot be written; set XDG_CACHE_HOME to a folder that can.
    exit /b 1
)
if exist "%JAR%" (
    >&2 echo Fetching JBang %VERSION% anew: "%JAR%" is half a file or another one ...
) else (
    >&2 echo Fetching JBang %VERSION% ^(once^) ...
)
where mvn >nul 2>&1 && goto maven
set "SOURCE=JBang's installer"
setlocal
set "JBANG_DIR=%NEW%"
set "JBANG_CACHE_DIR=%NEW%\cache"
set "JBANG_DOWNLOAD_VERSION=%VERSION%"
powershell -NoProfile -ExecutionPolicy Bypass -NonInteractive -Command ^
    "iex \"& { $(iwr -useb https://ps.jbang.dev) } --version\"" 1>&2 <nul
endlocal
if exist "%NEW%\bin\jbang.jar" move /y "%NEW%\bin\jbang.jar" "%NEW%\jbang.jar" >nul
goto fetched
:maven
set "SOURCE=Maven"
pushd "%NEW%"
call mvn -B -C org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy ^
    "-Dartifact=dev.jbang:jbang-cli:%VERSION%:jar:all" "-DoutputDirectory=%NEW%" 1>&2 <nul
popd
if exist "%NEW%\jbang-cli-%VERSION%-all.jar" move /y "%NEW%\jbang-cli-%VERSION%-all.jar" "%NEW%\jbang.jar" >nul
:fetched
set "SUM="
if exist "%NEW%\jbang.jar" call :sum "%NEW%\jbang.jar"
if not defined SUM goto nothing
if "%SUM%"=="%SHA256%" goto place
if "%SOURCE%"=="Maven" (
    rd /s /q "%NEW%"
    >&2 echo jbang: what Maven brought as JBang %VERSION% is not it: its SHA-256 is "%SUM%", expected "%SHA256%"; ^
delete "dev\jbang" in Maven's repository ^(%USERPROFILE%\.m2\repository^) and run this again, or install ^
JBang ^(https://www.jbang.dev/download^).
    exit /b 69
)
rem What the installer brings has no sum that is known here. A jar that answers is whole; half a file does not.
"%JAVA%" -cp "%NEW%\jbang.jar" dev.jbang.Main --version 2>&1 | findstr /c:"%VERSION%" >nul || goto nothing
:place
move /y "%NEW%\jbang.jar" "%JAR%" >nul && (
    rd /s /q "%NEW%"
    call :stamp
    goto note
)
rd /s /q "%NEW%"
>&2 echo jbang: JBang cannot be written to "%JAR%"; make room there, or set XDG_CACHE_HOME to another folder.
exit /b 1
:nothing
rd /s /q "%NEW%"
>&2 echo jbang: JBang %VERSION% could not be fetched through %SOURCE%; set up the network or its proxy (for Maven in ^
%USERPROFILE%\.m2\settings.xml), or install JBang (https://www.jbang.dev/download), and run this again.
exit /b 69
