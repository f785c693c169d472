// Starts a sandbox, places an order in it over JSON, and fills it over the control API.
// Needs .NET 8 and Node.js: put this file into an empty console project and `dotnet run`. Each run has a sandbox of its own.
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

var folder = Directory.CreateTempSubdirectory("sandbox-");
var npx = OperatingSystem.IsWindows() ? "npx.cmd" : "npx";
using var process = Process.Start(new ProcessStartInfo(npx, ["tickwire", "sandbox", "--until-eof", "--ports", "auto", "--data", folder.FullName])
{
    RedirectStandardInput = true, // it ends when this does, so also when this program is killed
    RedirectStandardOutput = true, // the first line says where everything is; the rest of the talk goes to stderr
})!;
try
{
    var ready = JsonNode.Parse(await process.StandardOutput.ReadLineAsync() ?? throw new Exception("The sandbox did not start."))!;
    var mine = JsonNode.Parse(await File.ReadAllTextAsync((string)ready["demo"]!["credentials"]!))!;
    var accountId = (long)mine["accountId"]!;

    using var socket = new ClientWebSocket();
    await socket.ConnectAsync(new Uri((string)ready["demo"]!["json"]!), default);
    await Ask(socket, 2100, new JsonObject { ["clientId"] = (string)mine["clientId"]!, ["clientSecret"] = (string)mine["clientSecret"]! });
    await Ask(socket, 2102, new JsonObject { ["ctidTraderAccountId"] = accountId, ["accessToken"] = (string)mine["accessToken"]! });
    // A limit order to buy 1 000 euros at a price that the market will not see.
    var accepted = await Ask(socket, 2106, new JsonObject
    {
        ["ctidTraderAccountId"] = accountId, ["symbolId"] = 1, ["orderType"] = 2, ["tradeSide"] = 1, ["volume"] = 100_000, ["limitPrice"] = 0.5,
    });
    var orderId = (long)accepted["payload"]!["order"]!["orderId"]!;

    // The control API, as docs/control-api.md describes it.
    using var control = new HttpClient { BaseAddress = new Uri((string)ready["control"]!["url"]! + "/") };
    var token = (await File.ReadAllTextAsync((string)ready["control"]!["tokenFile"]!)).Trim();
    control.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    var fill = JsonContent.Create(new { price = 49_990 });
    await fill.LoadIntoBufferAsync(); // with a length, in place of chunks
    (await control.PostAsync($"accounts/demo/orders/{orderId}/fill", fill)).EnsureSuccessStatusCode();

    var filled = await Receive(socket);
    Console.WriteLine($"filled at {filled["payload"]!["deal"]!["executionPrice"]}");
}
finally
{
    process.StandardInput.Close();
    process.WaitForExit();
    folder.Delete(recursive: true);
}

static async Task<JsonNode> Ask(ClientWebSocket socket, int payloadType, JsonObject payload)
{
    var id = payloadType.ToString();
    var frame = new JsonObject { ["clientMsgId"] = id, ["payloadType"] = payloadType, ["payload"] = payload };
    await socket.SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()), WebSocketMessageType.Text, true, default);
    while (true)
    {
        var message = await Receive(socket);
        if ((string?)message["clientMsgId"] == id) return message;
    }
}

static async Task<JsonNode> Receive(ClientWebSocket socket)
{
    using var whole = new MemoryStream();
    var part = new byte[65_536];
    WebSocketReceiveResult result;
    do
    {
        result = await socket.ReceiveAsync(part, default);
        whole.Write(part, 0, result.Count);
    } while (!result.EndOfMessage);
    return JsonNode.Parse(Encoding.UTF8.GetString(whole.ToArray()))!;
}
