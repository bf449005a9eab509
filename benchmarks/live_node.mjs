// Node's socket.io with its room, as its documentation shows it; benchmarks/live_others.py starts it.
import { createServer } from "node:http";
import { Server } from "socket.io";

const [port, given] = process.argv.slice(2);
const [picture, ...frames] = JSON.parse(given);
const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });

io.on("connection", (socket) => {
  socket.on("watch", ({ board }) => {
    socket.join(board);
    socket.emit("board", picture);
  });
});

process.stdin.on("data", (data) => {
  for (let line = 0; line < data.length; line += 1) {
    const frame = frames.shift();
    frames.push(frame);
    io.to(picture.board).emit("changes", frame);
  }
});
process.stdin.on("end", () => process.exit(0));
http.listen({ host: "127.0.0.1", port: Number(port), backlog: 4096 }, () => {
  console.log(process.pid);
});
