import type { ChatMessage as WireMessage, ChatTool, ContentPart } from '../../../smartflow';
import type { FileAttachment } from '../../../protocol';
import type { Passage } from '../../knowledge';
import type { ChatMessage, ChatRequest, ToolCall } from '../../model';
import type { ToolSpec } from '../../tools';
import { attachedText } from '../attachedText';

/** The conversation in the words of the wire, with the documents among what the model is told first. */
export function wireMessages({ messages, documents }: ChatRequest): WireMessage[] {
  const known = documentsOf(documents);
  const first = messages[0];
  const told: readonly ChatMessage[] =
    known === ''
      ? messages
      : first?.role === 'system'
        ? [{ ...first, content: `${first.content}\n\n${known}` }, ...messages.slice(1)]
        : [{ role: 'system', content: known }, ...messages];
  return told.map(wireMessage);
}

export function wireTool({ name, description, parameters }: ToolSpec): ChatTool {
  return { type: 'function', function: { name, description, parameters } };
}

function documentsOf(documents: readonly Passage[]): string {
  if (documents.length === 0) return '';
  const listed = documents.map(({ title, text }) => `# ${title}\n\n${text}`);
  return ['What the documents say on the message of the user:', ...listed].join('\n\n');
}

function wireMessage(message: ChatMessage): WireMessage {
  const { role, content, toolCalls = [], toolCallId } = message;
  if (toolCalls.length > 0) {
    return { role, content: content || null, tool_calls: toolCalls.map(wireCall) };
  }
  if (toolCallId !== undefined) return { role, content, tool_call_id: toolCallId };
  return { role, content: contentOf(message) };
}

function wireCall({ id, name, arguments: args }: ToolCall) {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

function contentOf({ content, images = [], files = [] }: ChatMessage): WireMessage['content'] {
  if (images.length === 0 && files.length === 0) return content;
  return [
    { type: 'text', text: content },
    ...images.map((image): ContentPart => ({ type: 'image_url', image_url: image })),
    ...files.map(filePart),
  ];
}

/** A picture as a picture, a text as text. No provider takes any other file in every model. */
function filePart(file: FileAttachment): ContentPart {
  const { name, mimeType, url } = file;
  if (/^image\//i.test(mimeType ?? '') || /^data:image\//i.test(url)) {
    return { type: 'image_url', image_url: { url } };
  }
  const text = attachedText(file);
  const said = text === '' ? 'it cannot be read here' : `it says:\n\n${text}`;
  return { type: 'text', text: `The user attached the file ${JSON.stringify(name)}; ${said}` };
}
