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
import { as, listOf, type Endpoints } from './endpoint';
import { told } from './options';

const get = { service: 'proxy', verb: 'GET' } as const;
const post = { service: 'proxy', verb: 'POST' } as const;

export const ANTHROPIC_VERSION = '2023-06-01';

/** Embeddings, media, and what else the proxy does. */
export const aiEndpoints: Endpoints<Omit<AiMethods, 'chat' | 'chatCompletions'>> = {
  claudeMessage: {
    ...post,
    path: '/anthropic/v1/messages',
    direct: { asks: 'anthropic', needs: 'Claude' },
    ask: (content, { anthropicKey, system, ...options } = {}) => {
      const { call, wire } = told({ model: 'claude-sonnet-4-6', maxTokens: 1024 }, options);
      const messages = [{ role: 'user', content }];
      return {
        headers: { 'anthropic-version': ANTHROPIC_VERSION, 'x-api-key': anthropicKey },
        body: { ...wire, messages, ...(system && { system }) },
        call,
      };
    },
    result: (answer) => textOf(as(Json)(answer)['content']),
  },
  embeddings: {
    ...post,
    path: '/v1/embeddings',
    direct: { asks: 'openai', needs: 'Embedding' },
    ask: (input, options) => {
      const defaults = { model: 'text-embedding-3-small', encodingFormat: 'float' };
      const { call, wire } = told(defaults, options);
      return { body: { input: typeof input === 'string' ? [input] : input, ...wire }, call };
    },
    result: as(EmbeddingResponse),
  },
  imageGeneration: {
    ...post,
    path: '/v1/images/generations',
    isInferred: true,
    direct: { asks: 'openai', needs: 'Drawing' },
    ask: (prompt, options) => {
      const defaults = { model: 'dall-e-3', n: 1, size: '1024x1024', responseFormat: 'url' };
      const { call, wire } = told(defaults, options);
      return { body: { prompt, ...wire }, call };
    },
    result: as(ImageResponse),
  },
  audioTranscription: {
    ...post,
    path: '/v1/audio/transcriptions',
    isInferred: true,
    direct: { asks: 'openai', needs: 'Transcribing' },
    ask: (file, { filename, ...options } = {}) => {
      const defaults = { model: 'whisper-1', responseFormat: 'json', temperature: 0 };
      const { call, wire } = told(defaults, options);
      const name = file instanceof File ? file.name : 'audio.mp3';
      return { form: { file, filename: filename ?? name, fields: wire }, call };
    },
    read: (answer, _, { form }) =>
      /json/.test(`${answer.contentType} ${String(form?.fields['response_format'])}`)
        ? json(answer)
        : plainText(answer),
    result: (answer) => as(Transcription)(typeof answer === 'string' ? { text: answer } : answer),
  },
  textToSpeech: {
    ...post,
    path: '/v1/audio/speech',
    isInferred: true,
    direct: { asks: 'openai', needs: 'Speaking' },
    ask: (input, options) => {
      const defaults = { model: 'tts-1', voice: 'alloy', responseFormat: 'mp3', speed: 1 };
      const { call, wire } = told(defaults, options);
      return { body: { input, ...wire }, call };
    },
    read: audio,
    result: (answer) => answer as Uint8Array,
  },
  rerank: {
    ...post,
    path: '/v1/rerank',
    isInferred: true,
    direct: { needs: 'Reranking' },
    ask: (query, documents, options) => {
      const { call, wire } = told({ model: 'rerank-english-v3.0' }, options);
      return { body: { query, documents, ...wire }, call };
    },
    result: as(RerankResponse),
  },
  listModels: {
    ...get,
    path: '/v1/models',
    direct: { asks: 'openai', needs: 'Listing models' },
    ask: (call) => ({ call }),
    result: listOf(Model, 'data'),
  },
  chatbotQuery: {
    ...post,
    path: '/api/chatbot/query',
    direct: { needs: 'The chatbot' },
    ask: (query, call) => ({ body: { query }, call }),
    result: as(ChatbotAnswer),
  },
  health: {
    ...get,
    path: '/health',
    direct: { tells: 'health' },
    ask: (call) => ({ call }),
    result: as(Health),
  },
};
