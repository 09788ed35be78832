package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.javalin.router.ParsedEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds openapi.json against the server. */
class OpenApiTest {
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  /** It is no HTTP any more, so it is not among the routes. */
  private static final Set<String> BESIDE_THE_ROUTES = Set.of("GET /v1/stream");

  private static JsonNode document;
  private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new RunningServer(RunningServer.SEEING, options -> options);
    try (InputStream in = SmileServer.class.getResourceAsStream("openapi.json")) {
      document = new ObjectMapper().readTree(in);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private record Operation(String method, String path, JsonNode description) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  @Test
  void describesEveryRouteAndNoOther() {
    Set<String> routes = new TreeSet<>(BESIDE_THE_ROUTES);
    for (ParsedEndpoint route : server.server().javalin().unsafe.internalRouter.allHttpHandlers()) {
      String method = route.endpoint.method.name();
      if (Set.of("GET", "POST", "PUT", "PATCH", "DELETE").contains(method)) {
        routes.add(method + " " + route.endpoint.path);
      }
    }

    assertThat(operations())
        .extracting(Operation::toString)
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void knowsTheKindsOfProblemsThatThereAre() {
    JsonNode types = document.at("/components/schemas/Problem/properties/type/enum");

    assertThat(types)
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(
            Arrays.stream(Problem.Kind.values())
                .map(kind -> "urn:smile-detector:problem:" + kind.label())
                .toList());
  }

  @Test
  void givesTheProblemsOfItsExamplesTheTitlesAndStatusesThatTheyHave() {
    List<JsonNode> examples = document.findValues("value");
    int seen = 0;
    for (JsonNode example : examples) {
      String type = example.path("type").asText();
      if (type.startsWith("urn:smile-detector:problem:")) {
        Problem.Kind kind =
            Problem.Kind.valueOf(
                type.substring(type.lastIndexOf(':') + 1)
                    .toUpperCase(java.util.Locale.ROOT)
                    .replace('-', '_'));
        JsonNode told = new ObjectMapper().valueToTree(Problem.of(kind, "").fields("0"));
        assertThat(example.get("title")).isEqualTo(told.get("title"));
        assertThat(example.get("status")).isEqualTo(told.get("status"));
        seen++;
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(14);
  }

  @Test
  void everyExampleIsAnsweredAsDescribed() throws Exception {
    int asked = 0;
    for (Operation operation : operations()) {
      if (operation.description().at("/responses/101").isMissingNode()) {
        for (HttpResponse<String> answer : answers(operation)) {
          assertThat(answer.statusCode()).as("%s: %s", operation, answer.body()).isEqualTo(200);
          assertDescribed(operation, answer);
          asked++;
        }
      }
    }
    // Two ways to give a threshold times three forms of a body, a form with two pictures twice,
    // seven paths without parameters, and three files.
    assertThat(asked).isEqualTo(6 + 2 + 7 + 3);
  }

  @Test
  void refusalsAreDescribed() throws Exception {
    byte[] photo = RunningServer.photo();
    List<HttpResponse<String>> refused =
        List.of(
            server.post("/v1/smiles?threshold=7", photo),
            server.post("/v1/smiles", new byte[0]),
            server.post("/v1/smiles", "no".getBytes(StandardCharsets.UTF_8)),
            server.post("/v1/smiles", Arrays.copyOf(photo, 2000)),
            server.post("/v1/smiles", photo, "Origin", "http://evil.example"));
    Operation detect =
        operations().stream().filter(o -> o.path().equals("/v1/smiles")).findFirst().orElseThrow();

    for (HttpResponse<String> answer : refused) {
      assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
      assertDescribed(detect, answer);
    }
  }

  /** The answer's status and type are in the document, and its JSON is as its schema says. */
  private static void assertDescribed(Operation operation, HttpResponse<String> answer)
      throws IOException {
    JsonNode response =
        followed(
            operation.description().path("responses").path(Integer.toString(answer.statusCode())));
    assertThat(response.isMissingNode()).as("%s %s", operation, answer.statusCode()).isFalse();
    String type = answer.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
    JsonNode contents = response.path("content");
    JsonNode content = contents.path(type);
    if (content.isMissingNode()) {
      content = contents.path(type.replaceFirst("/.*", "/*"));
    }
    if (content.isMissingNode()) {
      content = contents.path("*/*");
    }
    assertThat(content.isMissingNode()).as("%s answers %s", operation, type).isFalse();
    assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow()).matches("[0-9a-f]{16}");
    if (type.endsWith("json")) {
      ObjectNode schema = content.get("schema").deepCopy();
      schema.set("components", document.get("components"));
      assertThat(SCHEMAS.getSchema(schema).validate(RunningServer.json(answer)))
          .as("%s: %s", operation, answer.body())
          .isEmpty();
    }
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()))));
    return operations;
  }

  private static List<HttpResponse<String>> answers(Operation operation) throws Exception {
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (String path : paths(operation)) {
      JsonNode body = operation.description().path("requestBody");
      if (body.isMissingNode()) {
        answers.add(server.get(path));
      }
      for (var form : body.path("content").properties()) {
        JsonNode pictures = form.getValue().path("x-example-pictures");
        if (pictures.isMissingNode()) {
          for (JsonNode example : form.getValue().get("examples")) {
            byte[] picture = file(example.get("externalValue").asText());
            String type = form.getKey().equals("image/*") ? "image/jpeg" : form.getKey();
            answers.add(server.post(path, picture, "Content-Type", type));
          }
        } else {
          List<byte[]> files = new ArrayList<>();
          pictures.forEach(picture -> files.add(file(picture.asText())));
          answers.add(server.postForm(path, "picture", files));
        }
      }
    }
    return answers;
  }

  /** The path with each example of its one parameter, and without one if that may be. */
  private static List<String> paths(Operation operation) {
    JsonNode parameter = operation.description().path("parameters").path(0);
    if (parameter.isMissingNode()) {
      return List.of(operation.path());
    }
    List<String> paths = new ArrayList<>();
    String name = parameter.get("name").asText();
    for (JsonNode example : parameter.get("examples")) {
      String value = URLEncoder.encode(example.get("value").asText(), StandardCharsets.UTF_8);
      paths.add(
          parameter.get("in").asText().equals("path")
              ? operation.path().replace("{" + name + "}", value)
              : operation.path() + "?" + name + "=" + value);
    }
    if (!parameter.path("required").asBoolean()) {
      paths.add(operation.path());
    }
    return paths;
  }

  private static byte[] file(String path) {
    return RunningServer.sample(path.replaceFirst("^/samples/", ""));
  }

  private static JsonNode followed(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }
}
