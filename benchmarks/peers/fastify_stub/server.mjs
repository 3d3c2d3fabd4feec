// The hand-written stub that klingmock is held against: Fastify, Ajv, a Map of tasks. It judges one request by the
// model's JSON Schema and answers the two routes with compiled serializers. No world, no price rules across
// parameters, no ledger, no journal, no faults, no callbacks.
//
// node server.mjs PORT SCHEMA.json

import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import Fastify from 'fastify'

const port = Number(process.argv[2])
const { $schema, $id, ...request } = JSON.parse(readFileSync(process.argv[3], 'utf8'))

const CREDITS_PER_SECOND = 5.4
const RATES = { '720p off': 1, '720p on': 1.333, '1080p off': 1.334, '1080p on': 1.667 }
const PENDING_UNTIL = 500 // milliseconds of a task's life
const COMPLETED_FROM = 2000
const UNAUTHORIZED = { error: { code: 'unauthorized', message: 'Invalid or expired token', type: 'invalid_request_error' } }
const NOT_FOUND = {
  error: { code: 'task_not_found', message: 'The requested task could not be found', type: 'invalid_request_error' }
}

const string = { type: 'string' }
const integer = { type: 'integer' }
const number = { type: 'number' }
const boolean = { type: 'boolean' }
const object = properties => ({ type: 'object', properties })
const common = { created: integer, id: string, model: string, object: string, progress: integer, status: string, type: string }

const createdTask = object({
  ...common,
  task_info: object({ can_cancel: boolean, estimated_time: integer, video_duration: integer }),
  usage: object({ billing_rule: string, credits_reserved: number, user_group: string })
})
const task = object({
  ...common,
  task_info: object({ can_cancel: boolean }),
  results: { type: 'array', items: string },
  result_data: { type: 'array', items: object({ url: string }) },
  duration: integer,
  usage: object({ credits_used: number })
})

const ajv = new Ajv2020({ strict: false, allErrors: false })
const app = Fastify({ logger: false, requestIdHeader: false })
app.setValidatorCompiler(({ schema }) => ajv.compile(schema))
app.addHook('onRequest', (incoming, answer, next) => {
  if (!incoming.headers.authorization?.startsWith('Bearer ')) answer.code(401).send(UNAUTHORIZED)
  else next()
})

const tasks = new Map()

app.post('/v1/videos/generations', { schema: { body: request, response: { 200: createdTask } } }, (incoming, answer) => {
  const { model, duration = 5, quality = '720p', sound = 'off' } = incoming.body
  const now = Date.now()
  const created = Math.floor(now / 1000)
  const id = `task-unified-${created}-${(tasks.size + 1).toString(36).padStart(8, '0')}`
  const credits = CREDITS_PER_SECOND * RATES[`${quality} ${sound}`] * duration
  tasks.set(id, { id, model, created, now, credits, body: incoming.body })
  answer.send({
    created,
    id,
    model,
    object: 'video.generation.task',
    progress: 0,
    status: 'pending',
    task_info: { can_cancel: true, estimated_time: 300, video_duration: duration },
    type: 'video',
    usage: { billing_rule: 'per_second', credits_reserved: credits, user_group: 'default' }
  })
})

app.get('/v1/tasks/:id', { schema: { response: { 200: task } } }, (incoming, answer) => {
  const found = tasks.get(incoming.params.id)
  if (found === undefined) {
    answer.code(404).send(NOT_FOUND)
    return
  }
  const { id, model, created, now, credits } = found
  const age = Date.now() - now
  const shown = { created, id, model, object: 'video.generation.task', type: 'video' }
  if (age < COMPLETED_FROM) {
    shown.status = age < PENDING_UNTIL ? 'pending' : 'processing'
    shown.progress = age < PENDING_UNTIL ? 0 : Math.floor((100 * (age - PENDING_UNTIL)) / (COMPLETED_FROM - PENDING_UNTIL))
    shown.task_info = { can_cancel: true }
  } else {
    const url = `http://127.0.0.1:${port}/results/${id}.mp4`
    shown.status = 'completed'
    shown.progress = 100
    shown.task_info = { can_cancel: false }
    shown.results = [url]
    shown.result_data = [{ url }]
    shown.duration = 2
    shown.usage = { credits_used: credits }
  }
  answer.send(shown)
})

await app.listen({ port, host: '127.0.0.1' })
