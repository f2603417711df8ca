import { audio, json, plainText } from '../http/read';
import type { AiMethods } from '../methods/ai';
import { textOf } from '../results/content';
import { EmbeddingResponse } from '../results/embeddings';
import { Json } from '../results/fields';
import { Health } from '../results/health';
import {
  ChatbotAnswer,
  ImageResponse,
  Model,
  RerankResponse,
  Transcription,
} from '../results/media';
import { as, listOf, type Endpoints, type Form } from './endpoint';

const get = { service: 'proxy', verb: 'GET' } as const;
const post = { service: 'proxy', verb: 'POST' } as const;

export const ANTHROPIC_VERSION = '2023-06-01';

/** Embeddings, media, and what else the proxy does. */
export const aiEndpoints: Endpoints<Omit<AiMethods, 'chat' | 'chatCompletions'>> = {
  claudeMessage: {
    ...post,
    path: '/anthropic/v1/messages',
    direct: { asks: 'anthropic' },
    takes: ['content'],
    defaults: { model: 'claude-sonnet-4-6', maxTokens: 1024 },
    ask: ({ content, system, anthropic_key, ...wire }) => ({
      headers: {
        'anthropic-version': ANTHROPIC_VERSION,
        'x-api-key': anthropic_key as string | undefined,
      },
      body: { ...wire, system: system || undefined, messages: [{ role: 'user', content }] },
    }),
    result: (answer) => textOf(as(Json)(answer)['content']),
  },
  embeddings: {
    ...post,
    path: '/v1/embeddings',
    direct: { asks: 'openai' },
    takes: ['input'],
    defaults: { model: 'text-embedding-3-small', encodingFormat: 'float' },
    ask: ({ input, ...wire }) => ({ body: { input: [input].flat(), ...wire } }),
    result: as(EmbeddingResponse),
  },
  imageGeneration: {
    ...post,
    path: '/v1/images/generations',
    isInferred: true,
    direct: { asks: 'openai' },
    takes: ['prompt'],
    defaults: { model: 'dall-e-3', n: 1, size: '1024x1024', responseFormat: 'url' },
    result: as(ImageResponse),
  },
  audioTranscription: {
    ...post,
    path: '/v1/audio/transcriptions',
    isInferred: true,
    direct: { asks: 'openai' },
    takes: ['file'],
    defaults: { model: 'whisper-1', responseFormat: 'json', temperature: 0 },
    ask: ({ file, filename = (file as Partial<File>).name ?? 'audio.mp3', ...fields }) => ({
      form: { file, filename, fields } as Form,
    }),
    read: (answer, _, { form }) =>
      /json/.test(answer.contentType + String(form?.fields['response_format']))
        ? json(answer)
        : plainText(answer),
    result: (answer) => as(Transcription)(typeof answer === 'string' ? { text: answer } : answer),
  },
  textToSpeech: {
    ...post,
    path: '/v1/audio/speech',
    isInferred: true,
    direct: { asks: 'openai' },
    takes: ['input'],
    defaults: { model: 'tts-1', voice: 'alloy', responseFormat: 'mp3', speed: 1 },
    read: audio,
  },
  rerank: {
    ...post,
    path: '/v1/rerank',
    isInferred: true,
    direct: { needs: 'rerank' },
    takes: ['query', 'documents'],
    defaults: { model: 'rerank-english-v3.0' },
    result: as(RerankResponse),
  },
  listModels: {
    ...get,
    path: '/v1/models',
    direct: { asks: 'openai' },
    result: listOf(Model, 'data'),
  },
  chatbotQuery: {
    ...post,
    path: '/api/chatbot/query',
    direct: { needs: 'chatbotQuery' },
    takes: ['query'],
    result: as(ChatbotAnswer),
  },
  health: {
    ...get,
    path: '/health',
    direct: { tells: () => ({ status: 'ok', mode: 'direct' }) },
    result: as(Health),
  },
};
