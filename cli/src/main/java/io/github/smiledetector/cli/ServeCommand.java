package io.github.smiledetector.cli;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.action.GateAction;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.server.EventLog;
import io.github.smiledetector.server.ServerLimits;
import io.github.smiledetector.server.ServerOptions;
import io.github.smiledetector.server.SmileServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smile serve}: smile detection over HTTP, and a page. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Answers smile detection over HTTP and shows a page to try it, with photos or a camera.",
      "",
      "Without options it answers this machine alone. Others need a token: write one to a file and name it (--token-file). TLS is for a proxy in front of it (docs/server.md).",
      "",
      "A gate can watch the camera and open when somebody smiles for long enough, which runs a command or calls a webhook (--on-open, --webhook).",
      "",
      "Pictures are looked at and forgotten; neither they nor what was seen in them is written anywhere. A JSON line a request goes to the error stream. Ctrl-C and SIGTERM end it once what it has taken is answered.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile serve                                  # then open http://127.0.0.1:8080/",
      "  curl -s --data-binary @party.jpg -H 'Content-Type: image/jpeg' \\",
      "    http://127.0.0.1:8080/v1/smiles",
      "  smile serve --host 0.0.0.0 --token-file token --name smiles.example.org",
      "  smile serve --gate-hold 2 --on-open /usr/local/bin/open-gate --on-open-arg 2"
    })
final class ServeCommand implements Callable<Integer> {
  private static final int SEEN_AT_PX = 480;
  private static final int MOST_FACES = 100;
  private static final String MAKE_TOKEN = "openssl rand -hex 32";

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine alone).")
  private String host = ServerOptions.DEFAULT.host();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on, 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port = ServerOptions.DEFAULT.port();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with a token that clients have to send (Authorization: Bearer TOKEN). Make one with: "
              + MAKE_TOKEN)
  private Path tokenFile;

  @Option(
      names = "--open",
      description = "Answer other machines without a token. Whoever reaches the port may ask.")
  private boolean open;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What clients may call this server besides its address, such as the name of a proxy in front of it; may be given several times. Where there is one, other names are refused.")
  private List<String> names = List.of();

  @Option(
      names = "--seen-at",
      paramLabel = "PX",
      description =
          "Longer side at which the face finder sees pictures at most. The larger, the smaller the faces it finds, and the longer it takes (default: ${DEFAULT-VALUE}; 0 for no limit).")
  private int seenAtPx = SEEN_AT_PX;

  @Mixin private DetectorChoices choices;

  @Mixin private GateChoices gate;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DetectorOptions detecting = choices.options();
    if (seenAtPx != 0) {
      detecting = detecting.withSeenAtPx(seenAtPx);
    }
    if (!choices.saysMaxFaces()) {
      detecting = detecting.withMaxFaces(MOST_FACES);
    }
    ServerOptions options =
        new ServerOptions(
            host,
            port,
            Optional.ofNullable(tokenFile).map(ServeCommand::token),
            open,
            names,
            ServerLimits.DEFAULT,
            gate.options(),
            gate.name());
    CountDownLatch end = new CountDownLatch(1);
    DetectorOptions seeing = detecting;
    List<GateAction> actions = gate.actions();
    return Interruption.during(() -> serve(seeing, options, actions, end), end::countDown);
  }

  private int serve(
      DetectorOptions detecting,
      ServerOptions options,
      List<GateAction> actions,
      CountDownLatch end) {
    EventLog log = new EventLog(System.err);
    try (SmileDetector detector = SmileDetector.open(detecting);
        SmileServer server = SmileServer.start(detector, detecting, options, log, actions)) {
      spec.commandLine().getOut().println("listening on " + server.address());
      spec.commandLine().getOut().flush();
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      return SmileCommand.report(e, spec.commandLine());
    }
    return ExitCode.DONE;
  }

  private static String token(Path file) {
    String token = SecretFile.read(file, "token", MAKE_TOKEN);
    try {
      return ServerOptions.DEFAULT.withToken(token).token().orElseThrow();
    } catch (OptionException e) {
      throw new DataException("the token in " + file + " cannot be used: " + e.getMessage(), e);
    }
  }
}
