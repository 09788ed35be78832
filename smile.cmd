@echo off
rem The smile command for Windows. UNTESTED: written after the shell script beside it, never run on Windows.
rem Builds with Maven when nothing is built yet (not when sources have changed: run mvn package then); a release is
rem only run. Always puts TensorFlow on the class path. Needs a JDK 17 or newer, and Maven for the build.
setlocal
set "root=%~dp0"
set "built=%root%cli\target"
set "libraries=%built%\lib\*"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
if exist "%built%\class-path" goto run
if not exist "%root%pom.xml" (
  set "built=%root%lib"
  set "libraries=%root%lib\*"
  goto run
)

where mvn >nul 2>nul
if errorlevel 1 (
  echo smile: has to be built first, and Maven ^(mvn^) was not found: install Maven 3.8 or newer 1>&2
  exit /b 127
)
echo smile: building (first start only, a few minutes) ... 1>&2
set "log=%TEMP%\smile-build-%RANDOM%.log"
pushd "%root%"
set "CI="
call mvn -B -q -Dmaven.test.skip=true -pl cli -am package > "%log%" 2>&1
if errorlevel 1 (
  popd
  type "%log%" 1>&2
  echo smile: the build failed; Maven's messages are above 1>&2
  exit /b 1
)
popd
del "%log%" 2>nul

:run
if not defined TF_CPP_MIN_LOG_LEVEL set "TF_CPP_MIN_LOG_LEVEL=2"
"%java%" --enable-native-access=ALL-UNNAMED %SMILE_JAVA_OPTS% -cp "%built%\smile-detector-cli.jar;%libraries%" io.github.smiledetector.cli.SmileCommand %*
exit /b %ERRORLEVEL%
